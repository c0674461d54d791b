import { describe, expect, it } from 'vitest';
import { ADA, type Day } from '../harness/quick/day.ts';
import {
  createFixture,
  endsReleased,
  endsRolledBack,
  expectUntouched,
  LIMIT_MS,
} from '../harness/quick/fixture.ts';
import { goUntilSlow, moveTag, staleDeprecation, whenCalled } from '../harness/quick/hands.ts';
import { until } from '../harness/until.ts';
import { prepareRelease } from './prepare.ts';

const CORE = '@awell-health/navi-core';
const { onDay } = createFixture(prepareRelease);

describe('npm', () => {
  it('lags for a while: propagating, then done', { timeout: LIMIT_MS }, () =>
    onDay(async (day, house) => {
      await house.control('npm', 'pace', { npmLagSeconds: 4 });
      day.go();
      await whenCalled(house, 'npm', { method: 'packument.put' });
      await day.settled();
      await house.control('npm', 'pace', { npmLagSeconds: 0 });
      await endsReleased(day);
    }),
  );

  it(
    'shows the version and has no tarball yet: not believed before the tarball is there',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        await house.control('npm', 'pace', { npmLagSeconds: 600, npmLagTarballOnly: true });
        day.go();
        await whenCalled(house, 'npm', { method: 'tarball.get' });
        expect((await day.operation()).steps['swap-pointer']).toEqual({ is: 'waiting' });
        await expectUntouched(house);
        await house.control('npm', 'pace', { npmLagSeconds: 0, npmLagTarballOnly: false });
        await endsReleased(day);
      }),
  );

  it(
    'lags for ever: stopped at the deadline, nothing moved; Retry finishes when it has come',
    { timeout: LIMIT_MS },
    () =>
      onDay(
        async (day, house) => {
          await house.control('npm', 'pace', { npmLagSeconds: 600 });
          day.go();
          const { state } = await day.settled();
          expect(state).toMatchObject({ is: 'stopped', trouble: { code: 'deadline' } });
          expect(JSON.stringify(state)).toContain('propagating');
          await expectUntouched(house);
          await house.control('npm', 'pace', { npmLagSeconds: 0 });
          await day.retry();
          await endsReleased(day);
        },
        { deadlines: { npm: 8_000 } },
      ),
  );

  it(
    'does not take our token for a move of latest: stopped with its words, one click finishes',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        const fault = { status: 401, error: 'The token has expired.' };
        await house.breakCall('npm', { method: 'dist-tag.put', kind: 'error', ...fault });
        day.go();
        const { state } = await day.settled();
        expect(state).toMatchObject({
          is: 'stopped',
          how: 'failed',
          step: `latest:${CORE}`,
          trouble: { code: 'refused', detail: expect.stringContaining('expired') },
        });
        await day.retry();
        await endsReleased(day);
      }),
  );

  it(
    'loses our move of latest to a stale write of the packument: never a false done, and a click finishes',
    { timeout: LIMIT_MS },
    () =>
      onDay(
        async (day) => {
          const writeBack = await whenMoved(day);
          await writeBack();
          const stopped = await day.settled();
          expect(stopped.state).toMatchObject({ is: 'stopped', step: 'read-back' });
          expect(JSON.stringify(stopped.state)).toContain(CORE);
          await day.retry();
          await endsReleased(day);
        },
        { deadlines: { npm: 8_000 } },
      ),
  );

  it(
    'finds latest moved from outside after the first write: blocked for drift, and Cancel restores it',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        await goUntilSlow(day, 'gcs', { method: 'objects.rewrite', seconds: 1.2 });
        await moveTag(house, { name: CORE, tag: 'latest', version: '1.0.0' });
        const { state } = await day.settled();
        expect(state).toMatchObject({ is: 'stopped', step: `latest:${CORE}`, trouble: { code: 'drift' } });
        expect((await house.distTags())[CORE]).toMatchObject({ latest: '1.0.0' });
        await day.quiet();
        await house.door.click(ADA, 'abandon');
        await until('a rollback', async () => (await day.operation()).kind === 'rollback');
        await endsRolledBack(day, 2);
      }),
  );
});

/** Starts, and gives what writes the packument back as it was when `latest` had not moved, once it has moved. */
async function whenMoved(day: Day) {
  const { house } = day;
  // The second package's move is slow, so that the last look has not begun.
  await house.breakCall('npm', { method: 'dist-tag.put', kind: 'slow', seconds: 1.5, after: 1 });
  await goUntilSlow(day, 'gcs', { method: 'objects.rewrite', seconds: 1 });
  const writeBack = await staleDeprecation(house, CORE);
  await whenCalled(house, 'npm', { method: 'dist-tag.put', path: 'navi-js' });
  return writeBack;
}
