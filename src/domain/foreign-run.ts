import type { Run } from './run.ts';

/** What an operation has dispatched, by its authentic journal rows. Instants are ISO. */
export interface Dispatches {
  operation: string;
  /** The tag of its runs and the commit of the tag; null for an operation that dispatches nothing. */
  at: { tag: string; commit: string } | null;
  /** Runs that GitHub answered with, or that bound the claim. */
  runs: readonly number[];
  /** When dispatches were intended. */
  intents: readonly string[];
  /** How many dispatches GitHub has answered with a run. */
  answered: number;
}

/**
 * How much earlier than its request a run of ours may be dated, and how much later it may appear, in milliseconds.
 */
export interface Tolerance {
  skewMs: number;
  lateMs: number;
}

/**
 * Runs of the release workflow that no operation has started. A run that may be ours is left out: its dispatch was
 * not answered, or a network delivered it twice. Pure.
 */
export function foreignRuns(runs: readonly Run[], known: readonly Dispatches[], within: Tolerance): Run[] {
  const ours = new Set(known.flatMap((one) => one.runs));
  const mine = runs.filter((run) => ours.has(run.id));
  return runs.filter(
    (run) =>
      !ours.has(run.id) &&
      !known.some((one) => mayBeOf(run, one, within)) &&
      !mine.some((one) => isTwin(run, one, within)),
  );
}

/** A dispatch without a known answer may have created this run. */
function mayBeOf(run: Run, { operation, at, intents, answered }: Dispatches, within: Tolerance): boolean {
  if (at === null || intents.length <= answered) return false;
  const created = Date.parse(run.createdAt);
  const isInTime = intents.some((intent) => {
    const sent = Date.parse(intent);
    return created >= sent - within.skewMs && created <= sent + within.lateMs;
  });
  return isInTime && isDispatchOf(run, at) && run.title.includes(operation);
}

function isDispatchOf(run: Run, { tag, commit }: { tag: string; commit: string }): boolean {
  return run.event === 'workflow_dispatch' && run.branch === tag && run.commit === commit;
}

/** The same request, delivered twice: by the same account, for the same operation, at the same commit. */
function isTwin(run: Run, known: Run, { skewMs }: Tolerance): boolean {
  const apart = Math.abs(Date.parse(run.createdAt) - Date.parse(known.createdAt));
  return (
    apart <= skewMs &&
    run.event === known.event &&
    run.actor === known.actor &&
    run.title === known.title &&
    run.commit === known.commit &&
    run.branch === known.branch
  );
}
