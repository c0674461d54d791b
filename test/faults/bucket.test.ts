import { describe, expect, it } from 'vitest';
import { pointerWrites } from '../harness/quick/counts.ts';
import { ADA, SETTLE_MS } from '../harness/quick/day.ts';
import { createFixture, endsReleased, expectUntouched, LIMIT_MS } from '../harness/quick/fixture.ts';
import { goUntilSlow, objectText, pointerText, putObject } from '../harness/quick/hands.ts';
import type { House } from '../harness/quick/house.ts';
import { until } from '../harness/until.ts';
import { POINTER } from '../harness/world/expect-once.ts';
import { prepareRelease } from './prepare.ts';

const PINNED = 'v1.2.0/navi-loader.js';
const { onDay } = createFixture(prepareRelease);

/** Waits until the run has uploaded the pinned object; other jobs are still to come. */
async function whenUploaded(house: House): Promise<void> {
  await until(
    'the upload',
    async () =>
      (await house.github()).runs.some(({ jobs }) =>
        jobs.some(({ name, conclusion }) => name === 'upload-pinned' && conclusion === 'success'),
      ),
    45_000,
  );
}

describe('the bucket', () => {
  it(
    'answers 412 because the pointer was moved from outside: blocked for drift, the foreign value stays',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        await goUntilSlow(day, 'gcs', { method: 'objects.rewrite', seconds: 1.2 });
        await putObject(house, POINTER, 'theirs');
        const { state } = await day.settled();
        expect(state).toMatchObject({
          is: 'stopped',
          step: 'swap-pointer',
          trouble: { code: 'drift', detail: expect.stringContaining('someone else') },
          choices: expect.arrayContaining(['abandon']),
        });
        expect(await pointerText(house)).toBe('theirs');
        const tags = Object.values(await house.distTags()).map(({ latest }) => latest);
        expect(tags).toEqual(['1.1.0', '1.1.0', '1.1.0']);
        await day.quiet();
        await house.door.command(ADA, 'stop v1.2.0 --yes');
        await until('what is left to do is done', async () => {
          const { kind, state: left } = await day.operation();
          return kind === 'stop' && left.is === 'done';
        });
        expect(await pointerText(house)).toBe('theirs');
      }),
  );

  it('answers 412 because our own first attempt had won: done, one swap', { timeout: LIMIT_MS }, () =>
    onDay(async (day, house) => {
      await house.breakCall('gcs', { method: 'objects.rewrite', kind: 'duplicate' });
      day.go();
      await endsReleased(day);
      expect(await house.calls('gcs', 'objects.rewrite')).toMatchObject([{ status: 412 }]);
    }),
  );

  it(
    'holds other bytes under the pinned name than the build reported: stopped, the pointer untouched',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        await house.control('github', 'pace', { stepSeconds: 0.3 });
        day.go();
        await whenUploaded(house);
        await putObject(house, PINNED, 'not what was built');
        await house.control('github', 'pace', { stepSeconds: 0 });
        expect((await day.settled()).state).toMatchObject({
          is: 'stopped',
          step: 'verify-pinned',
          trouble: { code: 'bytes-differ' },
        });
        await expectUntouched(house);
      }),
  );

  it(
    'has its pinned object changed between the proof and the swap: the pointer gets what was proven',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        await goUntilSlow(day, 'gcs', { method: 'objects.rewrite', seconds: 1.2 });
        const built = await objectText(house, PINNED);
        await putObject(house, PINNED, 'not what was built');
        await day.settled();
        expect(await pointerText(house)).toBe(built);
        expect(await pointerWrites(house)).toBe(house.beginning.pointerWrites + 1);
      }),
  );

  it(
    'finds the pointer moved before the first write: the plan changes, approvals are void',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        await putObject(house, POINTER, 'theirs');
        day.go();
        const { state, plan } = await day.settled();
        expect({ is: state.is, revision: plan.revision }).toEqual({ is: 'awaiting-approval', revision: 2 });
        expect((await house.github()).tags.map(({ name }) => name)).not.toContain('v1.2.0');
        expect(await pointerText(house)).toBe('theirs');
      }),
  );
});

describe('the CDN', () => {
  it('ends the purge in an error: stopped with its words; Retry purges again', { timeout: LIMIT_MS }, () =>
    onDay(async (day, house) => {
      await house.control('compute', 'fail-next', { code: 'INTERNAL_ERROR', message: 'The purge broke.' });
      day.go();
      const { state } = await day.settled();
      expect(state).toMatchObject({ is: 'stopped', step: 'purge' });
      expect(JSON.stringify(state)).toContain('The purge broke.');
      await day.retry();
      await endsReleased(day);
      expect((await house.compute()).operations).toHaveLength(2);
    }),
  );

  it(
    'has one probe that stays stale for a while: propagating, latest waits for it, then done',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        const path = `/${POINTER}`;
        await house.control('edge', 'stale', { probe: 'iad', path, seconds: 'forever' });
        day.go();
        await until(
          'the edge is waited for',
          async () => (await day.operation()).steps['verify-edge']?.is === 'pending',
          SETTLE_MS,
        );
        expect(await house.calls('npm', 'dist-tag.put')).toEqual([]);
        await house.control('edge', 'stale', { probe: 'iad', path, seconds: 1 });
        await endsReleased(day);
      }),
  );

  it(
    'has one probe that stays stale for ever: stopped at the deadline, naming it; Retry finishes when it is clean',
    { timeout: LIMIT_MS },
    () =>
      onDay(
        async (day, house) => {
          const path = `/${POINTER}`;
          await house.control('edge', 'stale', { probe: 'iad', path, seconds: 'forever' });
          day.go();
          const stopped = await day.settled();
          expect(stopped.state).toMatchObject({
            is: 'stopped',
            step: 'verify-edge',
            trouble: { code: 'deadline', detail: expect.stringContaining('2 of 3 probes clean') },
          });
          await house.control('edge', 'stale', { probe: 'iad', path, seconds: 0 });
          await day.retry();
          await endsReleased(day);
        },
        { deadlines: { edge: 8_000 } },
      ),
  );
});
