import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorldClock } from '../../simulator/kernel/world-clock.ts';
import { type SimulatedSlack, startSlack } from '../../simulator/slack/index.ts';
import { type SimulatedVisitors, startVisitors } from '../../simulator/visitors/index.ts';
import { findChromium } from '../harness/world/chromium.ts';
import { type Visitor, visit } from '../harness/world/visitor.ts';

const LIMIT_MS = 60_000;
const MINUTE = 60_000;
const found = findChromium();

let at = Date.parse('2026-11-25T14:00:00Z');
let live = '1.1.0';
let visitors: SimulatedVisitors;
let slack: SimulatedSlack;
let person: Visitor | undefined;

beforeAll(async () => {
  visitors = await startVisitors({
    load: async () => ({
      status: 200,
      isHit: true,
      ageMs: 0,
      cacheControl: 'max-age=3600',
      script: Buffer.from(`/*! navi-loader v${live} */`),
    }),
    clock: createWorldClock({ machine: () => at }),
    perMinute: 200,
  });
  slack = await startSlack({ services: () => ({ visitors: visitors.url }) });
}, LIMIT_MS);

afterAll(async () => {
  await person?.leave();
  await slack.close();
  await visitors.close();
});

const pass = async (ms: number) => {
  at += ms;
  await visitors.caughtUp();
};

it('the panel shows exposure, loads and errors of each release, and has knobs', {
  timeout: LIMIT_MS,
}, async (context) => {
  if (found.is === 'missing') return context.skip(found.why);
  await pass(30 * MINUTE);
  live = '1.2.0';
  await pass(20 * MINUTE);
  person = await visit(slack.url, found.path);
  const { page } = person;
  const [old, fresh] = ['1.1.0', '1.2.0'].map((release) => page.getByTestId(`visitors-${release}`));
  await fresh?.waitFor();

  expect(Number(await old?.getAttribute('data-exposure'))).toBeGreaterThan(0.2);
  expect(Number(await fresh?.getAttribute('data-loads'))).toBeGreaterThan(1000);

  const slider = page.getByRole('slider', { name: 'Errors of v1.2.0' });
  await slider.fill('20');
  await expect.poll(() => rateOf('1.2.0')).toBe(0.2);
  await pass(10 * MINUTE);
  await expect.poll(async () => Number(await fresh?.getAttribute('data-errors'))).toBeGreaterThan(100);
});

async function rateOf(release: string): Promise<number | undefined> {
  const state = (await (await fetch(`${visitors.url}/_control/state`)).json()) as {
    errorRate: Record<string, number>;
  };
  return state.errorRate[release];
}
