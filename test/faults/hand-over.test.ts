import { describe, expect, it } from 'vitest';
import type { Day } from '../harness/quick/day.ts';
import { createFixture, endsReleased, endsRolledBack, LIMIT_MS } from '../harness/quick/fixture.ts';
import { deprecate, moveTag } from '../harness/quick/hands.ts';
import type { House } from '../harness/quick/house.ts';
import { until } from '../harness/until.ts';
import { POINTER } from '../harness/world/expect-once.ts';
import { textOf } from '../harness/world/slack-door.ts';
import { prepareRelease, prepareRollback } from './prepare.ts';

const CORE = '@awell-health/navi-core';
const JS = '@awell-health/navi-js';
const WISHES = [
  ['a one-time password', { status: 401, error: 'otp' }],
  ['another token', { status: 403, error: 'Granular tokens may not do this.' }],
] as const;

/** npm wants a person for the next write of this kind. */
async function refuseNext(house: House, method: string, wish: (typeof WISHES)[number][1]) {
  await house.breakCall('npm', { method, kind: 'error', ...wish });
}

/** A card shows what a person is to run, as code. */
async function whenShown({ door }: House, command: string): Promise<void> {
  await until('the command on the card', async () =>
    (await door.cards()).some((card) => textOf(card).includes(`\`${command}\``)),
  );
}

async function whenDone(day: Day): Promise<void> {
  await until('it has gone on by itself', async () => (await day.operation()).state.is === 'done', 45_000);
}

describe('a release for which npm wants', () => {
  const { onDay } = createFixture(prepareRelease);

  it.each(WISHES)(
    '%s: the command is shown, and its result is read back after a person has run it',
    {
      timeout: LIMIT_MS,
    },
    (_, wish) =>
      onDay(async (day, house) => {
        await refuseNext(house, 'dist-tag.put', wish);
        day.go();
        const { state } = await day.settled();
        const command = `npm dist-tag add ${CORE}@1.2.0 latest`;
        expect(state).toMatchObject({
          is: 'stopped',
          how: 'held',
          step: `latest:${CORE}`,
          trouble: { code: 'hand-over', command },
          choices: expect.arrayContaining(['retry', 'abandon']),
        });
        await whenShown(house, command);
        expect((await house.distTags())[CORE]).toMatchObject({ latest: '1.1.0' });
        await moveTag(house, { name: CORE, tag: 'latest', version: '1.2.0' });
        await whenDone(day);
        await endsReleased(day);
        // Its own that was refused, the person's, and the next package's.
        expect(await house.calls('npm', 'dist-tag.put')).toMatchObject([
          { status: wish.status },
          { status: 201 },
          { status: 201 },
        ]);
      }),
  );

  it('a person, and Retry is clicked instead: it is written again, once', { timeout: LIMIT_MS }, () =>
    onDay(async (day, house) => {
      await refuseNext(house, 'dist-tag.put', WISHES[0][1]);
      day.go();
      expect((await day.settled()).state).toMatchObject({ trouble: { code: 'hand-over' } });
      await day.retry();
      await endsReleased(day);
    }),
  );
});

describe('a rollback for which npm wants', () => {
  const { onDay } = createFixture(prepareRollback);

  it.each(WISHES)(
    '%s: customers are safe meanwhile, and each write is done when it is read back',
    {
      timeout: LIMIT_MS,
    },
    (_, wish) =>
      onDay(async (day, house) => {
        for (const method of ['dist-tag.put', 'packument.put']) await refuseNext(house, method, wish);
        day.go();
        for (const name of [CORE, JS]) {
          await whenShown(house, `npm dist-tag add ${name}@1.1.0 latest`);
          if (name === CORE) await expectSafe(day, house);
          await moveTag(house, { name, tag: 'latest', version: '1.1.0' });
          if (name === CORE) await refuseNext(house, 'dist-tag.put', wish);
        }
        for (const name of [CORE, JS]) {
          const message = `1.2.0 was rolled back; use 1.1.0: npm install ${name}@1.1.0`;
          await whenShown(house, `npm deprecate ${name}@1.2.0 '${message}'`);
          await deprecate(house, { name, version: '1.2.0', message });
          if (name === CORE) await refuseNext(house, 'packument.put', wish);
        }
        await whenDone(day);
        await endsRolledBack(day);
      }),
  );

  it(
    'an npm write that is refused to all: the pointer is restored and verified anyway',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        await house.breakCall('npm', { method: 'dist-tag.put', kind: 'error', status: 401, error: 'No.' });
        day.go();
        expect((await day.settled()).state).toMatchObject({ is: 'stopped', step: `latest:${CORE}` });
        await expectSafe(day, house);
        await day.retry();
        await endsRolledBack(day);
      }),
  );
});

/** The edge is proven clean, while the npm steps wait. */
async function expectSafe(day: Day, house: House): Promise<void> {
  await until('the proof', async () => (await day.operation()).steps['verify-edge']?.is === 'done');
  const served = Object.values(await house.probes(`/${POINTER}`));
  const { objects } = await house.gcs();
  const target = objects.find(({ name }) => name === 'v1.1.0/navi-loader.js');
  expect(new Set(served)).toEqual(new Set([target?.sha384]));
}
