import { describe, expect, it } from 'vitest';
import { until } from '../e2e/until.ts';
import { askRollback } from './asks.ts';
import { deprecationOf } from './counts.ts';
import { beginDay, type Day } from './day.ts';
import { goUntilSlow } from './hands.ts';
import type { House } from './house.ts';
import { expectWhole } from './play.ts';
import { prepareRelease } from './prepare.ts';
import { BEHIND_MS } from './quick-clock.ts';
import { createScene, LIMIT_MS } from './scene.ts';

const CORE = '@awell-health/navi-core';
const JS = '@awell-health/navi-js';
const { onDay, house: houseOf, from } = createScene(prepareRelease);

describe('a run that appears after the rollback had looked for it in vain', () => {
  it('has what it published deprecated', { timeout: LIMIT_MS }, () =>
    onDay(async (day, house) => {
      await rolledBackInVain(day, house);

      await expectDeprecated(house);
      expect(await house.calls('npm', 'packument.put')).toHaveLength(4);
    }),
  );

  it('though Navi is killed while it writes that: the next one finishes it', {
    timeout: LIMIT_MS,
  }, async () => {
    const house = houseOf();
    await house.reset();
    const day = await beginDay(house, { from: from(), behindMs: 1.5 * BEHIND_MS });
    // After what the run publishes, its two packages: the first deprecation.
    await house.fault('npm', { method: 'packument.put', kind: 'slow', seconds: 2, after: 2 });
    await rolledBackInVain(day, house);
    const sent = async () => (await house.calls('npm', 'packument.put')).length > 2;
    await until('the first deprecation is on its way', sent, 45_000);
    const next = await beginDay(house, { from: await day.kill() });
    next.go();

    try {
      await expectDeprecated(house);
      await expectWhole(house);
    } finally {
      await next.end();
    }
  });
});

/** The dispatch is answered when the rollback has waited for its run in vain; no cancel arrives, so the run ends well. */
async function rolledBackInVain(day: Day, house: House): Promise<void> {
  await house.fault('github', { method: 'actions.cancelWorkflowRun', kind: 'error', times: 1_000 });
  await goUntilSlow(day, 'github', { method: 'actions.createWorkflowDispatch', seconds: 5 });
  await askRollback(house, '1.1.0');
  const { kind, state, steps } = await day.settled();
  expect([kind, state.is]).toEqual(['rollback', 'done']);
  expect(steps[`deprecate:${CORE}`]).toMatchObject({ evidence: { published: 'never' } });
}

/** What the run published is deprecated and nothing else is, and the thread says so once. */
async function expectDeprecated(house: House): Promise<void> {
  const told = async () =>
    (await house.door.messages()).filter(({ text }) => text.includes('What its late run has published'));
  await until('the thread says so', async () => (await told()).length > 0, 45_000);
  expect((await told()).map(({ text }) => text)).toEqual([
    expect.stringContaining(`What its late run has published is deprecated: ${CORE}@1.2.0, ${JS}@1.2.0.`),
  ]);
  expect((await house.github()).runs.map(({ conclusion }) => conclusion)).toEqual(['success']);
  for (const name of [CORE, JS]) {
    expect(await deprecationOf(house, name, '1.2.0')).toContain('was taken back; use 1.1.0');
    expect(await deprecationOf(house, name, '1.1.0')).toBeUndefined();
  }
  const latest = Object.values(await house.distTags()).map((tags) => tags['latest']);
  expect(latest).toEqual(['1.1.0', '1.1.0', '1.1.0']);
}
