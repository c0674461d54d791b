import { afterAll, beforeAll, expect, it } from 'vitest';
import { openClone } from '../bench/next-version.ts';
import { until } from '../harness/until.ts';
import { findChromium } from '../harness/world/chromium.ts';
import { type House, openHouse } from '../harness/world/house.ts';
import { STEP_MS, type Visitor, visit } from '../harness/world/visitor.ts';

const LIMIT_MS = 240_000;
const found = findChromium();

/** What would run, or lead to what runs, if any text were taken for more than text. */
const PAYLOADS = [
  '<img src=x onerror="window.taken=1">',
  '<script>window.taken=1</script>',
  '"><svg onload=window.taken=1>',
  "' autofocus onfocus=window.taken=1 x='",
  '<javascript:window.taken=1|click>',
  '[click](javascript:window.taken=1)',
  '&lt;img src=x onerror=window.taken=1&gt;',
  '{{constructor.constructor("window.taken=1")()}}',
];
const HOSTILE = PAYLOADS.join(' ');

let house: House;
let visitor: Visitor;

beforeAll(async () => {
  if (found.is === 'missing') return;
  house = await openHouse({
    pace: { workflow: 'canned', stepSeconds: 0.1 },
    prepare: async (world) => {
      const clone = await openClone(world.seeded?.repository ?? '');
      await clone.rewrite(HOSTILE);
      await clone.spread(HOSTILE, 'v1.2.0');
      await clone.close();
    },
  });
  visitor = await visit(house.page, found.path);
}, LIMIT_MS);

afterAll(async () => {
  await visitor?.leave();
  await house?.close();
});

it('nothing from outside runs on the page', { timeout: LIMIT_MS }, async (context) => {
  if (found.is === 'missing') return context.skip(found.why);
  const { page } = visitor;
  await house.say('U0ADA', HOSTILE);
  for (const payload of PAYLOADS) await house.command('U0ADA', `release ${payload}`);
  await house.request('U0ADA', 'v1.2.0');
  await until('the commit is on the card', async () =>
    JSON.stringify(await house.card()).includes('window.taken'),
  );
  await house.approve('U0BEN');
  await house.cardSays(/done/i);
  await visitor.button('details').first().click();
  await page.getByTestId('modal').waitFor();
  await visitor.sees('window.taken', STEP_MS);

  // The world's panel lists the run with its jobs.
  await page.getByText('build: <img src=x').first().waitFor({ state: 'attached', timeout: STEP_MS });

  expect(await page.evaluate('window.taken')).toBeUndefined();
  const made = page.locator(
    'img[src="x"], svg[onload], [onerror], [onfocus], a[href^="javascript" i], body script:not([src])',
  );
  expect(await made.count()).toBe(0);
});
