import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorldClock } from '../../simulator/kernel/world-clock.ts';
import { type SimulatedSlack, startSlack } from '../../simulator/slack/index.ts';
import { findChromium } from '../harness/world/chromium.ts';
import { type Visitor, visit } from '../harness/world/visitor.ts';

const LIMIT_MS = 60_000;
const DAY = 86_400_000;
const MOST_DAYS = 20 * 365;
const found = findChromium();

const clock = createWorldClock();
let slack: SimulatedSlack;
let person: Visitor | undefined;

beforeAll(async () => {
  slack = await startSlack({ clock, services: () => ({}) });
}, LIMIT_MS);

afterAll(async () => {
  await person?.leave();
  await slack.close();
});

const daysAhead = () => {
  const { now, machine } = clock.reading();
  return (now - machine) / DAY;
};

it("the panel moves the world's time by keyboard, shows it, and says why it is not moved", {
  timeout: LIMIT_MS,
}, async (context) => {
  if (found.is === 'missing') return context.skip(found.why);
  person = await visit(slack.url, found.path);
  const { page } = person;
  const time = page.getByTestId('world-time');
  const button = (name: string) => page.getByRole('button', { name });
  await expect.poll(() => time.textContent()).toBe('The time of this machine.');

  const write = Promise.withResolvers<void>();
  clock.duringWrite(write.promise);
  await button('14 days').focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => button('14 days').getAttribute('aria-busy')).toBe('true');
  expect(await button('1 hour').isDisabled()).toBe(true);
  write.resolve();
  await expect.poll(() => time.textContent()).toMatch(/^It is .* in this world/);
  await expect.poll(() => button('1 hour').isDisabled()).toBe(false);
  expect(daysAhead()).toBeCloseTo(14, 3);

  await button('Tomorrow 09:00').press('Enter');
  await expect.poll(() => time.textContent()).toContain(', 09:0');
  expect(daysAhead()).toBeGreaterThan(14);
  await page.getByTestId('theme').click();
  await page.locator('html[data-theme="dark"]').waitFor();
  await person.photograph('clock-dark');

  await clock.move(() => clock.reading().machine + (MOST_DAYS - 1) * DAY);
  await button('14 days').press('Enter');
  await page.getByRole('alert').getByText('more than 20 years').waitFor();
});
