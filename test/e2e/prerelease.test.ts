import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Clone, openClone } from '../bench/next-version.ts';
import { until } from '../harness/until.ts';
import { type House, openHouse } from '../harness/world/house.ts';
import { textOf } from '../harness/world/slack-door.ts';

const ADA = 'U0ADA';
const CLEO = 'U0CLEO';
const STEP_MS = 180_000;
const BETA = '1.3.0-beta.1';

let house: House;
let clone: Clone | undefined;

beforeAll(async () => {
  house = await openHouse({
    pace: { workflow: 'canned' },
    prepare: async ({ seeded }) => {
      clone = await openClone(seeded?.repository ?? '');
      await clone.prepareMajor(BETA, 'Try the new events.');
    },
  });
}, 300_000);

afterAll(async () => {
  await house?.close();
  await clone?.close();
});

const tagsOf = async (name: string) => {
  const answer = await fetch(`${house.world.urls.npm}/${encodeURIComponent(name)}`);
  return JSON.stringify(z.object({ 'dist-tags': z.unknown() }).parse(await answer.json())['dist-tags']);
};

it('is released beside the live version, and taken back', { timeout: 5 * STEP_MS }, async () => {
  // Answers of services may be late on a busy machine.
  await until(
    'the plan is posted',
    async () =>
      (await house.answerTo(ADA, `release v${BETA}`)).text.includes('Plan posted') ? true : undefined,
    STEP_MS,
  );
  await until('the card', async () => (await house.cards()).length > 0, STEP_MS);
  const card = (await house.cards()).map(textOf).join('\n');
  expect(card).toMatch(/prerelease on v1, v1\.1\.0 stays live/);
  expect(card).toMatch(/No page of a customer loads it/);
  await house.approve(CLEO);
  await house.cardSays(/v1\.3\.0-beta\.1 is done/, 3 * STEP_MS);

  const { objects } = await house.gcs();
  expect(objects.map(({ name }) => name)).toContain(`v${BETA}/navi-loader.js`);
  expect(await tagsOf('@awell-health/navi-js')).toMatch(/"beta":"1\.3\.0-beta\.1"/);
  expect(await tagsOf('@awell-health/navi-js')).toMatch(/"latest":"1\.1\.0"/);

  await house.command(CLEO, `stop v${BETA} --yes`);
  await until(
    'beta is taken back',
    async () => ((await tagsOf('@awell-health/navi-js')).includes(`"beta":"${BETA}"`) ? undefined : true),
    STEP_MS,
  );
  expect((await house.cards()).map(textOf).join('\n')).not.toContain('undefined');
});
