import { setTimeout } from 'node:timers/promises';
import type { Operation } from '../../src/domain/operation.ts';
import type { OutboxRow } from '../../src/ports/tables/outbox.ts';
import { RELEASES } from '../harness/app/app.ts';
import { slackCaller } from '../harness/samples/settings.ts';
import type { Real } from './commands.ts';
import { mend } from './world-actions.ts';

/** Longer than any deadline that a step may wait for in a world that works, in milliseconds. */
const LONG_MS = 20 * 60_000;

/**
 * The world becomes sound and stays so: then nothing may be left under way, a stopped rollback is finished by clicks,
 * everything that was to be said has been said once, and the journal holds.
 */
export async function comeToRest(real: Real): Promise<void> {
  const { bench } = real;
  await heal(real);
  await settle(real);
  await acceptRecord(real);
  await settle(real);
  for (let round = 0; round < 3; round += 1) {
    const stopped = (await all(real)).filter(({ state }) => state.is === 'stopped');
    if (stopped.length === 0) break;
    await acceptRecord(real);
    for (const operation of stopped) await press(real, operation, 'retry');
    await heal(real);
    await settle(real);
  }
  for (const operation of await all(real)) await judge(real, operation);
  for (const operation of await all(real))
    if (operation.state.is === 'stopped') await press(real, operation, 'abandon');
  await settle(real);
  await bench.check();
  for (const operation of await all(real)) await judgeEnd(real, operation);
  const verdict = await bench.store().transaction((tx) => tx.journal.verify());
  if (verdict.is !== 'whole') bench.recorder.violate(`the journal does not hold: ${JSON.stringify(verdict)}`);
}

/**
 * Time passes until nothing in progress, for as long as any deadline may take. A worker that was beaten to a job
 * looks again after real milliseconds, so what still runs is given some of those too.
 */
async function settle(real: Real): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    await real.bench.wind(LONG_MS);
    if (await isAtRest(real)) return;
    await setTimeout(25);
  }
}

async function isAtRest(real: Real): Promise<boolean> {
  for (const { id, state } of await all(real))
    if (state.is === 'running' || (await unsaidOf(real, id)).length > 0) return false;
  return true;
}

/** What was to be said about this operation and is not yet. */
async function unsaidOf({ bench }: Real, id: string): Promise<OutboxRow[]> {
  const rows = await bench.store().transaction((tx) => tx.outbox.pending({ kind: 'operation', id }));
  return rows.filter((row) => row.state !== 'given-up');
}

async function heal({ bench, endRuns }: Real): Promise<void> {
  bench.faults.clear();
  bench.wake();
  bench.world.registry.setLag(0);
  bench.world.cdn.setPolls(0);
  await endRuns('well');
  mend(bench.world);
}

async function all({ bench }: Real): Promise<Operation[]> {
  return bench.store().transaction((tx) => tx.operations.recent(100));
}

/** When every stopped operation was retried or abandoned, nothing waits for a person but plans for their approval. */
async function judgeEnd(real: Real, { id, state }: Operation): Promise<void> {
  const { recorder } = real.bench;
  if (state.is === 'running' || state.is === 'stopped') recorder.violate(`${id} is ${state.is} for ever`);
  for (const { key, state: row } of await unsaidOf(real, id))
    recorder.violate(`${key} was never said: ${row}`);
}

async function judge({ bench }: Real, { id, kind, state }: Operation): Promise<void> {
  const { recorder } = bench;
  if (state.is === 'running') recorder.violate(`${id} is still running in a sound world`);
  if (state.is === 'stopped' && (state.trouble.detail === '' || state.choices.length === 0))
    recorder.violate(`${id} is stopped without a reason or a choice`);
  if (kind !== 'release' && state.is === 'stopped')
    recorder.violate(`${id} stays stopped at ${state.step}: ${state.trouble.detail}`);
}

/** Two persons accept a change outside Navi: until then releases wait, and are not retried. */
async function acceptRecord({ bench }: Real): Promise<void> {
  const status = await bench.serve('status', ({ use }) => use.status());
  const command = status?.is === 'status' ? (status.report.record.differs?.command ?? '') : '';
  const [, rows, mac] = /audit accept (\d+) ([0-9a-f]+)/.exec(command) ?? [];
  if (rows === undefined || mac === undefined) return;
  for (const who of ['ben', 'ada'])
    await bench.serve(`${who} accepts the record`, ({ use }) =>
      use.acceptRecord({
        head: { rows: Number(rows), mac },
        reason: 'the world moved it',
        caller: slackCaller(bench.settings, who),
        place: RELEASES,
      }),
    );
}

/** A person presses a button of a stopped operation's card, if it offers it. */
async function press({ bench }: Real, operation: Operation, choice: 'retry' | 'abandon'): Promise<void> {
  const { id, plan, state } = operation;
  if (state.is !== 'stopped' || !state.choices.includes(choice)) return;
  const card = await bench.store().transaction((tx) => tx.outbox.get(`card:${id}`));
  const click = () =>
    bench.serve(`${choice} of ${id}`, ({ use }) =>
      use[choice]({
        caller: slackCaller(bench.settings, 'cleo'),
        subject: { kind: 'operation', id },
        revision: plan.revision,
        card: { channel: card?.channel ?? '', ts: card?.ts ?? '' },
      }),
    );
  // The process may die during the first attempt; people try again.
  const answer = (await click()) ?? (await click());
  if (answer?.is !== 'accepted')
    bench.recorder.violate(`${choice} of ${id} did nothing: ${JSON.stringify(answer)}`);
}
