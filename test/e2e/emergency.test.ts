import { afterAll, beforeAll, expect, it } from 'vitest';
import { orNot, until } from '../harness/until.ts';
import { findChromium } from '../harness/world/chromium.ts';
import { type House, openHouse } from '../harness/world/house.ts';
import { type Visitor, visit } from '../harness/world/visitor.ts';

const START_MS = 120_000;
const found = findChromium();
let house: House;
let person: Visitor;

beforeAll(async () => {
  if (found.is === 'missing') return;
  house = await openHouse({ pace: { workflow: 'canned', stepSeconds: 0.15, edgeSeconds: 1 } });
  person = await visit(house.page, found.path);
}, START_MS);

afterAll(async () => {
  await person?.leave();
  await house?.close();
});

it('an emergency is declared, taken and called for on the page, and is in the calendar', {
  timeout: 180_000,
}, async (context) => {
  if (found.is === 'missing') return context.skip(found.why);
  const { page } = person;
  await page.locator('[data-testid="navi-state"][data-state="running"]').waitFor();
  await person.actAs('Cleo', 'U0CLEO');
  await person.says('/navi emergency security "tokens <leak> into the referrer" --issue 12');
  await person.button('take-emergency').waitFor();
  await person.sees('bad: v1.1.0');
  await person.photograph('emergency-light');
  await person.button('take-emergency').click();
  await person.sees('Assignee: Cleo Martins');
  await house.post('clock', { advance: '13h' });
  // The schedule is read once a minute, and its first reading is never due.
  const half = page.getByText('half of it is over').first();
  const passed = async () => {
    await house.post('clock', { advance: '1m' });
    return orNot(() => half.isVisible(), 1_500);
  };
  await until('half of it is over', passed, 60_000);
  await page.getByTestId('theme').click();
  await page.locator('html[data-theme="dark"]').waitFor();
  await person.photograph('emergency-dark');
  await person.says('/navi calendar');
  await page.getByTestId('modal').getByText('customers have to be safe by').waitFor();
  await person.photograph('calendar-dark');
  expect(person.problems).toEqual([]);
});
