import type { Services } from '../../src/ports/services.ts';
import { askRollback } from '../harness/quick/asks.ts';
import { BEHIND_MS } from '../harness/quick/clock.ts';
import { BEN, beginDay, CLEO, type Day, SETTLE_MS } from '../harness/quick/day.ts';
import type { House } from '../harness/quick/house.ts';
import { until } from '../harness/until.ts';

/** Where a release of v1.2.0 has been approved and not begun: the store's folder, to begin days from. */
export async function prepareRelease(house: House): Promise<string> {
  return prepared(house, approve);
}

/** Where a release of v1.2.0 has been asked for and not decided on. */
export async function prepareRequest(house: House): Promise<string> {
  return prepared(house, async () => {});
}

async function prepared(house: House, decide: (house: House, day: Day) => Promise<void>): Promise<string> {
  const { door } = house;
  await house.control('slack', 'reset', {});
  const day = await beginDay(house, { behindMs: 2 * BEHIND_MS });
  // On a busy machine a service may not be read in time: then it is refused, and asked again.
  await until(
    '/navi release v1.2.0',
    async () => {
      const { text } = await door.answerTo(BEN, 'release v1.2.0');
      if (!text.includes('Plan posted')) throw new Error(text);
      return true;
    },
    SETTLE_MS,
  );
  await until('the card', async () => (await door.cards()).length > 0);
  await decide(house, day);
  await day.quiet();
  return day.end(true);
}

async function approve({ door }: House, day: Day): Promise<void> {
  await until(
    'the approval',
    async () => {
      const modal = await door.clickForModal(CLEO, 'approve');
      await door.submit(CLEO, modal);
      return until('it counts', async () => (await day.operation()).state.is === 'running', 8_000);
    },
    SETTLE_MS,
  );
}

/** Where the release's tag is made, and nothing is dispatched. The world's beginning is then there too. */
export async function prepareTagged(house: House): Promise<string> {
  const { scm } = house.context;
  return prepareStill(house, (still) => ({ scm: { ...scm, claim: still } }));
}

/** Where the release's run has ended well, and nothing has been read of it. The world's beginning is then there too. */
export async function prepareRunEnded(house: House): Promise<string> {
  const { objects } = house.context;
  return prepareStill(house, (still) => ({ objects: { ...objects, releaseManifest: still } }));
}

/** Kills Navi in a release when it asks a service what is `still` held back from it. */
async function prepareStill(
  house: House,
  holding: (still: () => Promise<undefined>) => Partial<Services>,
): Promise<string> {
  const approved = await prepareRelease(house);
  await house.reset();
  const { scm, objects } = house.context;
  const reached = Promise.withResolvers<void>();
  const still = () => {
    reached.resolve();
    return new Promise<undefined>(() => undefined);
  };
  Object.assign(house.context, holding(still));
  const day = await beginDay(house, { from: approved, behindMs: 1.5 * BEHIND_MS });
  day.go();
  await reached.promise;
  await day.quiet();
  const folder = await day.kill();
  Object.assign(house.context, { scm, objects });
  await house.beginHere();
  return folder;
}

/** Where the release's run has failed in a job. The world's beginning is then there too. */
export async function prepareRunFailed(house: House): Promise<string> {
  const approved = await prepareRelease(house);
  await house.reset();
  await house.control('github', 'jobs', { job: 'publish-npm', conclusion: 'failure' });
  const day = await beginDay(house, { from: approved, behindMs: 1.5 * BEHIND_MS });
  day.go();
  const { state } = await day.settled();
  if (state.is !== 'stopped' || state.step !== 'watch-run') throw new Error(JSON.stringify(state));
  await day.quiet();
  const failed = await day.end(true);
  await house.beginHere();
  return failed;
}

/** Where v1.2.0 is released, and its rollback has been confirmed and not begun. The world's beginning is then there too. */
export async function prepareRollback(house: House): Promise<string> {
  const approved = await prepareRelease(house);
  await house.reset();
  const before = await beginDay(house, { from: approved, behindMs: 1.5 * BEHIND_MS });
  before.go();
  const { state } = await before.settled();
  if (state.is !== 'done') throw new Error(`the release to be rolled back: ${JSON.stringify(state)}`);
  await before.quiet();
  const released = await before.end(true);
  await house.beginHere();
  await house.reset();
  const day = await beginDay(house, { from: released, behindMs: 1.2 * BEHIND_MS });
  await askRollback(house, undefined);
  await day.quiet();
  return day.end(true);
}
