import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeConfig } from '../harness/crash/config.ts';
import { environment, servicesOf } from '../harness/crash/environment.ts';
import { inPostgres } from '../harness/crash/places.ts';
import { createPool, type Pool } from '../harness/crash/pool.ts';
import { openReplicas } from '../harness/crash/replicas.ts';
import { untilDone } from '../harness/crash/scenario.ts';
import { TAKEN_OVER_MS } from '../harness/crash/taken-over.ts';
import { startNavi } from '../harness/process/navi-process.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { release } from './scenarios/release.ts';

const CASE_MS = 180_000;

let pool: Pool;
beforeAll(() => {
  pool = createPool(2);
});
afterAll(() => pool.close());

describe('on one folder', () => {
  it('a second Navi is refused with a sentence, and the first does not notice', async () => {
    await pool.use(async (world) => {
      const dir = await mkdtemp(join(tmpdir(), 'navi-once-'));
      const place = { dir: join(dir, 'store') };
      const config = writeConfig(dir);
      const env = environment(world, { place, urls: servicesOf(world), config });
      const first = startNavi({ env });
      await first.ready();

      const second = startNavi({ env: { ...env, PORT: '0' } });

      expect(await second.ended).toEqual({ code: 1, signal: null });
      expect(second.output()).toMatch(/^Another Navi uses the store in .*another NAVI_DATA_DIR\.\n$/);
      expect(await first.ready()).toBe('ready');
      await first.stop();
      await rm(dir, { recursive: true, force: true });
    });
  });
});

describe('on one PostgreSQL', () => {
  const postgres = needsPostgres();

  it.concurrent.each([2, 4])(
    '%i share the work, the one that holds the lease is killed, and another takes over in time',
    (count) =>
      pool.use(async (world) => {
        let killed: { member: number; at: number } | undefined;
        const replicas = await openReplicas({
          world,
          createPlace: inPostgres(postgres),
          count,
          onWrite: async (member, when, { label }) => {
            if (killed !== undefined || when !== 'after-write' || !label.includes('rewriteTo')) return 'pass';
            killed = { member, at: Date.now() };
            await replicas.members[member]?.navi.kill();
            return 'drop';
          },
        });
        try {
          await release.begin(replicas.stage);
          await untilDone(release, replicas.stage);
          const next = replicas.members
            .filter((_, member) => member !== killed?.member)
            .flatMap(({ recorder }) => recorder.writes)
            .find(({ at, service }) => at > (killed?.at ?? Number.POSITIVE_INFINITY) && service !== 'slack');
          expect((next?.at ?? Number.POSITIVE_INFINITY) - (killed?.at ?? 0)).toBeLessThan(TAKEN_OVER_MS);
          await Promise.all(replicas.members.map(({ navi }) => navi.kill()));
          await release.check(replicas.stage);
        } finally {
          await replicas.close();
        }
      }),
    CASE_MS,
  );
});
