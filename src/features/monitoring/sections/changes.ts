import { surfaceName } from '../../../domain/surface.ts';
import type { Section, SectionContent } from './section.ts';

/** What is live; what differs from the last summary is found when all sections are there. */
export const changes: Section = {
  id: 'changes',
  title: 'Changes',
  gather: async ({ store }) => {
    const { surfaces, locked } = await store.transaction(async (tx) => ({
      surfaces: await tx.surfaces.all(),
      locked: await tx.lockedLines.all(),
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
    return { level: 'info', finding: '', lines: [], chart: null, facts };
  },
};

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
