import { expect } from 'vitest';
import { askFor, decide, keyOf, messagesIn } from '../world/people.ts';
import { readGithub, readPackages, readPurges, writesTo } from '../world/services.ts';
import { waitsForApproval } from '../world/store-eyes.ts';
import { expectJournalOnce } from './journal-once.ts';
import { expectPointerOnce, POINTER } from './pointer-once.ts';
import { isAtRest, type Scenario, type Stage } from './scenario.ts';

/** How long people keep trying. Milliseconds. */
const PATIENCE_MS = 120_000;

/** Ada asks for v1.2.0, Ben approves. */
export const release: Scenario = {
  begin: async ({ world, eyes }) => {
    await askFor(world, { version: 'v1.2.0', isKept: () => waitsForApproval(eyes) }, PATIENCE_MS);
    const isTaken = async () =>
      (await eyes.operations()).some(
        ({ state }) => state.is !== 'awaiting-approval' && state.is !== 'replaced',
      );
    await decide(world, { user: 'U0BEN', decision: 'approve', isTaken }, PATIENCE_MS);
  },
  isDone: isAtRest,
  check: async (stage) => {
    const { world } = stage;
    const [operation] = await stage.eyes.operations();
    expect(await stage.eyes.operations()).toMatchObject([{ state: { is: 'done' } }]);
    await checkGithub(stage, operation?.id ?? '');
    await checkCdn(stage, operation?.id ?? '');
    await checkNpm(stage);
    expectPostsOnce(await messagesIn(world));
    await expectJournalOnce(stage, operation?.id ?? '', 'announce');
  },
};

async function checkGithub(stage: Stage, operation: string): Promise<void> {
  const { refs, runs, releases } = await readGithub(stage.world);
  expect(refs.filter(({ name }) => name === 'refs/tags/v1.2.0')).toHaveLength(1);
  expect(writesTo(stage, /git\/refs tag$/)).toHaveLength(1);
  expect(writesTo(stage, /git\/refs claim$/)).toHaveLength(1);
  expect(refs.filter(({ name }) => name.startsWith('refs/navi/')).map(({ name }) => name)).toEqual([
    `refs/navi/${operation}`,
  ]);
  const ours = runs.filter(({ title }) => title.includes(operation));
  expect(ours.filter(({ conclusion }) => conclusion === 'success')).toHaveLength(1);
  // A run that finds the claim of another ends there, before any effect.
  const others = ours.filter(({ conclusion }) => conclusion !== 'success').flatMap(({ jobs }) => jobs);
  expect(others.filter(({ conclusion }) => conclusion === 'success')).toEqual([]);
  expect(releases.filter(({ tag }) => tag === 'v1.2.0')).toHaveLength(1);
  expect(writesTo(stage, /POST releases$/)).toHaveLength(1);
}

async function checkCdn(stage: Stage, operation: string): Promise<void> {
  await expectPointerOnce(stage, operation);
  expect((await readPurges(stage.world)).map(({ path, status }) => ({ path, status }))).toEqual([
    { path: `/${POINTER}`, status: 'DONE' },
  ]);
}

async function checkNpm(stage: Stage): Promise<void> {
  const latest = Object.fromEntries(
    (await readPackages(stage.world)).map(({ name, distTags }) => [name, distTags['latest']]),
  );
  expect(latest).toMatchObject({ '@awell-health/navi-core': '1.2.0', '@awell-health/navi-js': '1.2.0' });
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
  const cards = messages.filter((message) => keyOf(message)?.startsWith('card:'));
  expect(cards.map(({ text }) => text)).toEqual(['Release v1.2.0 is done.']);
  expect(keys.filter((key) => key.startsWith('announcement:'))).toHaveLength(1);
  const lines = messages
    .filter(({ thread_ts, ts }) => thread_ts !== undefined && thread_ts !== ts)
    .flatMap(({ text }) => text.split('\n'));
  expect(lines.toSorted()).toEqual([...new Set(lines)].toSorted());
  for (const step of ['Tag v1.2.0', 'Purge', 'Announce v1.2.0', 'Approved by Ben Ivarsson'])
    expect(lines.filter((line) => line.includes(step))).toHaveLength(1);
}
