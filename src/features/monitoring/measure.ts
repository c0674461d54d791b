import type { Minutes } from '../../domain/period.ts';
import type { Health, Reading, SourceId } from '../../domain/source-health.ts';
import type { Context } from '../../engine/context.ts';
import type { Source, SourceRead } from '../../engine/define-source.ts';
import type { Tx } from '../../ports/store.ts';
import type { JobOutcome } from '../../ports/tables/jobs.ts';
import { admit } from './admit.ts';
import { decideHealth, mayRead, reportOf } from './decide-health.ts';
import { decideWindow, hasMore, savedUpTo } from './decide-window.ts';
import { saveSamples } from './samples.ts';
import { silenceIn } from './silence.ts';

/**
 * Enqueues a job for each source: one that does not answer delays no other. A source whose job still waits or runs keeps
 * that one, so that two replicas measure once.
 */
export async function measureAll({ store, clock, sources }: Context): Promise<JobOutcome> {
  const dueAt = clock.now().toISOString();
  await store.transaction(async (tx) => {
    for (const { id } of sources)
      await tx.jobs.put({
        key: `measure:${id}`,
        kind: 'measure-source',
        subject: { kind: 'source', id },
        priority: 'background',
        dueAt,
      });
  });
  return { is: 'over' };
}

/** Reads what a source can tell that is not saved yet, and saves it together with the source's health. */
export async function measureSource(context: Context, id: string): Promise<JobOutcome> {
  const source = context.sources.find((one) => one.id === id);
  // Another version's source.
  if (source === undefined) return { is: 'over' };
  const now = context.clock.now();
  const state = await context.store.transaction((tx) => tx.sourceStates.lock(source.id));
  const window = decideWindow(source, state.readTo, now);
  if (window === null || !mayRead(state.health, now)) return { is: 'over' };
  const read = await unlessStopped(context, source.read(context, window));
  // The next process reads it.
  if (read === null) return { is: 'again', at: now.toISOString() };
  const at = context.clock.now();
  const changed = await context.store.transaction(
    (tx) => saveRead(tx, { source, window, read, at: at.toISOString() }),
    { isRepeatable: true },
  );
  report(context, source.id, { ...changed, read });
  if (read.is !== 'answered' || !hasMore(source, window.to.toISOString(), at)) return { is: 'over' };
  return { is: 'again', at: at.toISOString() };
}

/** Null as soon as the process is to end: a service that does not answer does not hold it. */
async function unlessStopped<T>({ stopping }: Context, work: Promise<T>): Promise<T | null> {
  if (stopping.aborted) return null;
  const ended = Promise.withResolvers<null>();
  const end = () => ended.resolve(null);
  stopping.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([work, ended.promise]);
  } finally {
    stopping.removeEventListener('abort', end);
  }
}

interface Change {
  before: Health;
  after: Health;
}

async function saveRead(
  tx: Tx,
  { source, window, read, at }: { source: Source; window: Minutes; read: SourceRead; at: string },
): Promise<Change> {
  const state = await tx.sourceStates.lock(source.id);
  if (read.is !== 'answered') {
    const health = decideHealth(state.health, readingOf(read, at));
    await tx.sourceStates.save({ ...state, health });
    return { before: state.health, after: health };
  }
  await saveSamples(tx, await admit(tx, read.samples), new Date(at));
  const silence = await silenceIn(tx, source.id, window.to);
  const reading: Reading = silence === null ? { is: 'answered', at } : { is: 'failed', at, failure: silence };
  const health = decideHealth(state.health, reading);
  const to = window.to.toISOString();
  const saved = savedUpTo(state.readTo, new Date(at));
  const readTo = saved !== null && saved > to ? saved : to;
  await tx.sourceStates.save({ ...state, health, readTo, details: read.details ?? state.details });
  return { before: state.health, after: health };
}

function readingOf(read: Exclude<SourceRead, { is: 'answered' }>, at: string): Reading {
  if (read.is === 'failed') return { is: 'failed', at, failure: read.failure };
  return { is: 'not-configured', at, setting: read.setting };
}

/** Says when a source's health changes, not at each read: a source may be away for days. */
function report(
  { telemetry }: Context,
  source: SourceId,
  { before, after, read }: Change & { read: SourceRead },
): void {
  if (before.is === after.is) return;
  const { is, why } = reportOf(after);
  const problem = read.is === 'failed' ? read.problem : null;
  const fields = { source, why, problem };
  if (is === 'broken') telemetry.warn('a source of measurements is broken', fields);
  else if (is === 'not set up') telemetry.info('a source of measurements is not set up', fields);
  else telemetry.info('a source of measurements works', { source });
}
