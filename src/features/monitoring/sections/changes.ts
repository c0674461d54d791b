import { liftsText } from '../../../domain/break-glass.ts';
import type { Operation } from '../../../domain/operation.ts';
import { surfaceName } from '../../../domain/surface.ts';
import { releaseContent } from '../../release/plans/release-content.ts';
import type { Section, SectionContent } from './section.ts';

/** What is live; what differs from the last summary is found when all sections are there. */
export const changes: Section = {
  id: 'changes',
  title: 'Changes',
  gather: async ({ store }, { days, now }) => {
    const since = new Date(now.getTime() - days * DAY_MS).toISOString();
    const { surfaces, locked, operations } = await store.transaction(async (tx) => ({
      surfaces: await tx.surfaces.all(),
      locked: await tx.lockedLines.all(),
      operations: [...(await tx.operations.open()), ...(await tx.operations.endedSince(since))],
    }));
    const facts = {
      ...Object.fromEntries(surfaces.map(({ id, live }) => [surfaceName(id), live.version ?? 'unknown'])),
      ...Object.fromEntries(
        surfaces
          .filter(({ id }) => id.startsWith('pointer:'))
          .map(({ id }) => [
            `Releases of ${surfaceName(id)}`,
            locked.some(({ line }) => id === `pointer:${line}`) ? 'locked' : 'open',
          ]),
      ),
    };
    return { level: 'info', finding: '', lines: operations.flatMap(exceptionLine), chart: null, facts };
  },
};

const DAY_MS = 86_400_000;

/** A release with an exception to a freeze, or by break glass: for what, by whom, and who has approved it. */
function exceptionLine({ plan: { content }, requester, approvers }: Operation): string[] {
  if (!releaseContent.is(content)) return [];
  const by =
    approvers.length === 0 ? 'not approved' : `approved by ${approvers.map(({ name }) => name).join(', ')}`;
  if (content.breakGlass !== undefined) {
    const { reason } = content.breakGlass;
    return [
      `v${content.version} breaks the glass: ${reason}; lifted: ${liftsText(content.breakGlass)} (asked by ${requester.name}; ${by})`,
    ];
  }
  if (content.exception === undefined) return [];
  const { reason } = content.exception;
  return [`v${content.version} has an exception to a freeze: ${reason} (asked by ${requester.name}; ${by})`];
}

const UNKNOWN = 'not known';

/** How the states differ from those of the last summary; `null` where there was none. Pure. */
export function changesBetween(
  before: { at: string; facts: Readonly<Record<string, string>> } | null,
  now: Readonly<Record<string, string>>,
): Pick<SectionContent, 'level' | 'finding' | 'lines'> {
  if (before === null)
    return {
      level: 'info',
      finding: 'This is the first summary: there is nothing to compare it with.',
      lines: [],
    };
  const names = [...new Set([...Object.keys(now), ...Object.keys(before.facts)])];
  const lines = names.flatMap((name) => {
    const [was, is] = [before.facts[name] ?? UNKNOWN, now[name] ?? UNKNOWN];
    return was === is ? [] : [`${name}: ${is}, was ${was}`];
  });
  if (lines.length === 0) return { level: 'good', finding: `Nothing changed since ${before.at}.`, lines: [] };
  return { level: 'info', finding: `${lines.length} changed since ${before.at}.`, lines };
}
