import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SimulatedSlack, startSlack } from '../../simulator/slack/index.ts';
import { createSlackClient } from '../../src/adapters/slack/client.ts';
import { realClock } from '../adapters/slack/workspace.ts';
import { createFakeTelemetry } from '../harness/fakes/telemetry.ts';
import { sampleReport } from '../harness/samples/sample-monitor.ts';
import { findChromium } from '../harness/world/chromium.ts';
import { type Visitor, visit } from '../harness/world/visitor.ts';

const LIMIT_MS = 60_000;
const found = findChromium();
let slack: SimulatedSlack;
let person: Visitor | undefined;

beforeAll(async () => {
  slack = await startSlack({ services: () => ({}) });
}, LIMIT_MS);

afterAll(async () => {
  await person?.leave();
  await slack.close();
});

it('the page draws a summary’s chart, in light and dark, with the finding above it', {
  timeout: LIMIT_MS,
}, async (context) => {
  if (found.is === 'missing') return context.skip(found.why);
  const client = createSlackClient({
    endpoint: { botToken: 'xoxb-simulated', apiUrl: slack.apiUrl },
    telemetry: createFakeTelemetry(),
    clock: realClock,
  });
  const message = { is: 'monitor', report: sampleReport() } as const;
  await client.chat.post({ channel: 'C0RELEASES', key: 'summary', message });
  person = await visit(slack.url, found.path);
  const { page } = person;
  const chart = page.locator('[data-block-type="data_visualization"]');
  await chart.getByRole('img', { name: 'p95 by location' }).waitFor();
  const { sections } = message.report;
  const [first] = sections[1]?.chart?.series ?? [];

  expect(await chart.locator('polyline').count()).toBe(2);
  expect(await chart.locator('circle title').first().textContent()).toBe(`Asia, 16 Nov: ${first?.values[0]}`);
  await person.sees('Slowest is Asia (clients)');
  await person.sees('not measured');
  await person.photograph('summary-light');
  await page.getByTestId('theme').click();
  await page.locator('html[data-theme="dark"]').waitFor();
  await person.photograph('summary-dark');
  expect(person.problems).toEqual([]);
});
