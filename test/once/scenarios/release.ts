import { expect } from 'vitest';
import { askFor, decide, isOperationCard, keyOf, messagesIn } from '../../harness/crash/people.ts';
import { isAtRest, type Scenario, type Stage } from '../../harness/crash/scenario.ts';
import type { OnceWorld } from '../../harness/crash/world.ts';
import { writesTo } from '../../harness/crash/writes-to.ts';
import { waitsForApproval } from '../../harness/store/store-reader.ts';
import { expectOnce, POINTER } from '../../harness/world/expect-once.ts';
import { expectJournalOnce } from './journal-once.ts';

/** How long people keep trying. Milliseconds. */
const PATIENCE_MS = 120_000;

/** Ada asks for v1.2.0, Ben approves. */
export const release: Scenario = {
  begin: async ({ world, reader }) => {
    await askFor(world, { version: 'v1.2.0', isKept: () => waitsForApproval(reader) }, PATIENCE_MS);
    const isTaken = async () =>
      (await reader.operations()).some(
        ({ state }) => state.is !== 'awaiting-approval' && state.is !== 'replaced',
      );
    await decide(world, { user: 'U0BEN', decision: 'approve', isTaken }, PATIENCE_MS);
  },
  isDone: isAtRest,
  check: async (stage) => {
    const { world } = stage;
    const [operation] = await stage.reader.operations();
    const id = operation?.id ?? '';
    expect(await stage.reader.operations()).toMatchObject([{ state: { is: 'done' } }]);
    await expectOnce(world, { id, kind: 'release' });
    await expectLosersHarmless(world, id);
    expect((await world.compute()).operations.map(({ path }) => path)).toEqual([`/${POINTER}`]);
    expectWrittenOnce(stage);
    expectPostsOnce(await messagesIn(world));
    await expectJournalOnce(stage, id, 'announce');
  },
};

/** A run that finds the claim of another ends there, before any effect. */
async function expectLosersHarmless(world: OnceWorld, operation: string): Promise<void> {
  const ours = (await world.github()).runs.filter(({ title }) => title.includes(operation));
  const others = ours.filter(({ conclusion }) => conclusion !== 'success').flatMap(({ jobs }) => jobs);
  expect(others.filter(({ conclusion }) => conclusion === 'success')).toEqual([]);
}

/** Each write took effect once, but for `latest`, which may be written twice to the same version. */
function expectWrittenOnce(stage: Stage): void {
  for (const write of [/git\/refs tag$/, /git\/refs claim$/, /rewriteTo/, /POST releases$/])
    expect(writesTo(stage, write)).toHaveLength(1);
  const moves = Map.groupBy(writesTo(stage, /dist-tags/), ({ label }) => label);
  expect(moves.size).toBe(2);
  for (const same of moves.values()) {
    expect(same.length).toBeLessThanOrEqual(2);
    expect(new Set(same.map(({ body }) => body))).toEqual(new Set(['"1.2.0"']));
  }
}

type Messages = Awaited<ReturnType<typeof messagesIn>>;

/** Every post once: each key stands on one message, and each line of a thread is said once. */
function expectPostsOnce(messages: Messages): void {
  const keys = messages.flatMap((message) => keyOf(message) ?? []);
  expect(keys.length).toBe(new Set(keys).size);
  const cards = messages.filter(isOperationCard);
  expect(cards.map(({ text }) => text)).toEqual(['Release v1.2.0 is done.']);
  expect(keys.filter((key) => key.startsWith('announcement:'))).toHaveLength(1);
  const lines = messages
    .filter(({ thread_ts, ts }) => thread_ts !== undefined && thread_ts !== ts)
    .flatMap(({ text }) => text.split('\n'));
  expect(lines.toSorted()).toEqual([...new Set(lines)].toSorted());
  for (const step of ['Tag v1.2.0', 'Purge', 'Announce v1.2.0', 'Approved by Ben Ivarsson'])
    expect(lines.filter((line) => line.includes(step))).toHaveLength(1);
}
