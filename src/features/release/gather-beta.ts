import type { Operation } from '../../domain/operation.ts';
import { hashPlan, type Plan } from '../../domain/plan.ts';
import type { BetaFacts } from '../../domain/release-facts.ts';
import { isSameText, roleOf } from '../../domain/same-content.ts';
import { operationSubject } from '../../domain/subject.ts';
import { isPrerelease, type ReleaseLine } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';
import type { MonorepoReader } from './gather-packages.ts';
import { type ReleaseContent, releaseContent } from './plans/release-content.ts';
import { stopContent } from './plans/stop-content.ts';

/** A beta that is older than this is not looked for. */
const OLDEST_MS = 365 * 86_400_000;
/** How many of the newest betas are compared. Each takes a list of all files, and the texts of those that differ. */
const MOST_COMPARED = 5;
/** More files than these are not read for one beta. */
const MOST_READ = 60;

interface Asked {
  asked: string;
  releaseLine: ReleaseLine;
  sha: string;
  monorepoAt: MonorepoReader;
}

interface Beta {
  version: string;
  commit: string;
  /** ISO. */
  at: string;
}

/** The beta with the content of the commit, or how the newest one differs from it. Throws `ServiceError`. */
export async function readBeta(
  context: Pick<Context, 'scm' | 'settings' | 'store' | 'clock'>,
  of: Asked,
): Promise<BetaFacts> {
  const since = new Date(context.clock.now().getTime() - OLDEST_MS).toISOString();
  const betas = await context.store.transaction((tx) => betasIn(tx, of, since));
  const [newest] = betas;
  if (newest === undefined) return { is: 'none' };
  let oldest: BetaFacts | null = null;
  let other: BetaFacts | null = null;
  for (const beta of betas.slice(0, MOST_COMPARED)) {
    const { version, at } = beta;
    const differs = await differencesFrom(context, beta.commit, of);
    if (differs === null) return { is: 'unknown', why: 'GitHub does not list all files' };
    if (differs.length === 0) oldest = { is: 'same', version, at };
    else other ??= { is: 'other', version, at, differs };
  }
  return oldest ?? other ?? { is: 'none' };
}

/** The version's betas that are out, the newest first. Only authentic rows of the journal say that one was released. */
async function betasIn(tx: Tx, { asked, releaseLine }: Asked, since: string): Promise<Beta[]> {
  const all = await tx.operations.ofReleaseLine(releaseLine, since);
  const bad = new Set((await tx.quarantined.all()).map(({ version }) => version));
  const back = new Set(
    all.flatMap(({ plan: { content } }) => (stopContent.is(content) ? content.stops : [])),
  );
  const found: Beta[] = [];
  for (const one of all) {
    const { version } = one.plan.content;
    const isOut = one.state.is === 'done' && !back.has(one.id) && !bad.has(version);
    if (!isOut || !releaseContent.isIn(one) || !isBetaOf(version, asked)) continue;
    const at = await doneAt(tx, one);
    if (at !== null) found.push({ version, commit: one.plan.content.commit, at });
  }
  return found;
}

function isBetaOf(version: string, asked: string): boolean {
  return isPrerelease(version) && version.startsWith(`${asked}-`);
}

/** When the journal says that this plan was done (ISO); null where it does not. */
async function doneAt(tx: Tx, operation: Operation & { plan: Plan<ReleaseContent> }): Promise<string | null> {
  const { content, hash } = operation.plan;
  if (hashPlan(content) !== hash) return null;
  const rows = await tx.journal.of(operationSubject(operation));
  const last = rows.findLast(
    ({ row, authentic }) =>
      authentic && row.event === 'finished' && row.details['outcome'] === 'done' && row.planHash === hash,
  );
  return last?.row.at ?? null;
}

/** The paths whose content differs, apart from what a release itself writes; null where not all files are listed. */
async function differencesFrom(
  { scm, settings }: Pick<Context, 'scm' | 'settings'>,
  commit: string,
  { sha, monorepoAt }: Asked,
): Promise<string[] | null> {
  const [was, is] = await Promise.all([monorepoAt(commit), monorepoAt(sha)]);
  if (was.isCut || is.isCut) return null;
  const dirs = settings.packages.map(({ dir }) => dir);
  const names = settings.packages.map(({ name }) => name);
  const changed = [...new Set([...Object.keys(was.files), ...Object.keys(is.files)])]
    .filter((path) => was.files[path] !== is.files[path])
    .flatMap((path) => {
      const role = roleOf(path, { dirs, versionMap: settings.versionMap.file });
      return role === null ? [] : [{ path, role }];
    })
    .toSorted((one, other) => one.path.localeCompare(other.path));
  const texts = changed.filter(({ role }) => role !== 'code').slice(0, MOST_READ);
  const same = await Promise.all(
    texts.map(async ({ path, role }) => {
      if (role === 'code') return [];
      const [before, now] = await Promise.all([scm.textFile(path, commit), scm.textFile(path, sha)]);
      return isSameText(role, { before: before ?? null, now: now ?? null }, names) ? [path] : [];
    }),
  );
  const alike = new Set(same.flat());
  return changed.flatMap(({ path }) => (alike.has(path) ? [] : [path]));
}
