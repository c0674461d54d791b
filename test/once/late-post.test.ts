import { afterAll, describe, it } from 'vitest';
import { keyOf, messagesIn } from '../harness/crash/people.ts';
import { inPostgres } from '../harness/crash/places.ts';
import { createPool } from '../harness/crash/pool.ts';
import { openReplicas } from '../harness/crash/replicas.ts';
import { untilDone } from '../harness/crash/scenario.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { until } from '../harness/until.ts';
import { release } from './scenarios/release.ts';

const CASE_MS = 240_000;
const ANNOUNCEMENT = /chat\.postMessage announcement$/;
/** A minute after it was sent again, and what a busy machine adds. */
const TAKEN_BACK_MS = 100_000;

const pool = createPool(1);
afterAll(() => pool.close());

describe('a post whose sender is dead, and which arrives when another process has sent it again', () => {
  const createPlace = inPostgres(needsPostgres());

  it(
    'is deleted by those who live',
    () =>
      pool.use(async (world) => {
        const arrival = Promise.withResolvers<void>();
        let dead: number | undefined;
        const replicas = await openReplicas({
          world,
          createPlace,
          count: 2,
          onWrite: async (member, when, { label }) => {
            if (dead !== undefined || when !== 'before-write' || !ANNOUNCEMENT.test(label)) return 'pass';
            dead = member;
            await replicas.members[member]?.navi.kill();
            await arrival.promise;
            return 'pass';
          },
        });
        try {
          await release.begin(replicas.stage);
          await until('the sender to die', () => dead ?? undefined, 60_000);
          await untilDone(release, replicas.stage);
          const standing = async () =>
            (await messagesIn(world)).filter((message) => keyOf(message)?.startsWith('announcement:')).length;
          arrival.resolve();
          await until('it to stand twice', async () => (await standing()) === 2 || undefined, 10_000);
          await until('the late one to go', async () => (await standing()) === 1 || undefined, TAKEN_BACK_MS);
          const living = replicas.members.filter((_, member) => member !== dead);
          await Promise.all(living.map(({ navi }) => navi.stop()));
          await release.check(replicas.stage);
        } finally {
          arrival.resolve();
          await replicas.close();
        }
      }),
    CASE_MS,
  );
});
