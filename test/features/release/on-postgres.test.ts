import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPostgresStore } from '../../../src/adapters/store/postgres/open.ts';
import { checklistOf } from '../../../src/domain/sign-off.ts';
import { reviewsOwed } from '../../../src/features/release/break-glass/reviews.ts';
import { alertCards, clickOn } from '../../harness/app/alert-cards.ts';
import { appOn, type TestApp } from '../../harness/app/app.ts';
import { pointerText } from '../../harness/app/seen.ts';
import { typed } from '../../harness/app/typed.ts';
import { loaderText } from '../../harness/fakes/story.ts';
import { createFakeWorld } from '../../harness/fakes/world.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { answering } from '../../harness/store/answering.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';
import { STORE_JOURNAL } from '../../harness/store/store.ts';
import { makeReady } from '../../model/world-actions.ts';

const LIMIT_MS = 300_000;
const HOUR_MS = 3_600_000;
const server = needsPostgres();
let app: TestApp;

beforeEach(async () => {
  const world = createFakeWorld();
  const { clock, telemetry } = world;
  const { url, drop } = await server.createDatabase();
  const opened = await openPostgresStore({ url, clock, telemetry, journal: STORE_JOURNAL });
  const { store, answered } = answering(opened);
  const close = async () => {
    await store.close();
    await drop();
  };
  const { release } = settingsWith();
  const settings = settingsWith({
    release: { ...release, betaDays: 7 },
    signOffs: [
      { id: 'integration', role: 'engineer', covers: [], for: ['minor'] },
      { id: 'examples', role: 'owner', covers: [], for: ['minor'] },
    ],
  });
  app = appOn({ world, store, settings, close, answered });
  app.letWorkflowRun();
}, LIMIT_MS);
afterEach(() => app.close());

async function released(words: string): Promise<void> {
  const answer = await typed(app, words);
  if (answer.is !== 'accepted') throw new Error(JSON.stringify(answer));
  await app.work(60_000);
  await app.approve(await app.operation(answer.operation));
  await app.work();
  expect((await app.operation(answer.operation)).state.is).toBe('done');
}

async function pressed(decision: string, by: string, choice?: string) {
  const click = { ...(await clickOn(app, decision, by)), reason: 'looked at it', planHash: '' };
  const said = await app.use.decide(decision, { ...click, ...(choice === undefined ? {} : { choice }) });
  await app.work(5_000);
  return said;
}

it('a beta, then a sign-off by button, a release by break glass, and its review', {
  timeout: LIMIT_MS,
}, async () => {
  makeReady(app.world, '1.2.0-beta.1');
  await released('release v1.2.0-beta.1');
  expect(pointerText(app)).toBe(loaderText('1.1.0'));

  makeReady(app.world, '1.2.0');
  expect((await typed(app, 'release v1.2.0')).is).toBe('refusal');
  await app.work(5_000);
  expect(await pressed('sign-off', 'dev', 'integration')).toMatchObject({ level: 'good' });
  const signed = await app.store.transaction((tx) => tx.journal.of(checklistOf('1.2.0')));
  expect(signed.map(({ row, authentic }) => [row.details['item'], authentic])).toEqual([
    ['integration', true],
  ]);

  await released('release v1.2.0 --break-glass "customers are down"');
  expect(pointerText(app)).toBe(loaderText('1.2.0'));
  expect(await app.store.transaction(reviewsOwed)).toMatchObject([{ version: '1.2.0' }]);
  await app.world.clock.advance(HOUR_MS);
  await app.work(5_000);
  expect(await pressed('review-release', 'ben')).toMatchObject({ is: 'refusal' });
  expect(await pressed('review-release', 'cleo')).toMatchObject({ level: 'good' });
  expect(await app.store.transaction(reviewsOwed)).toEqual([]);
  expect(alertCards(app).find(({ id }) => id.startsWith('rev_'))).toMatchObject({ isOver: true });
});
