import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../harness/world/chromium.ts';
import { type House, openHouse } from '../harness/world/house.ts';
import { STEP_MS, type Visitor, visit } from '../harness/world/visitor.ts';

const START_MS = 120_000;
/** Looks come once a minute, and each is waited for. */
const LOOKS_MS = 120_000;
const TALL = { width: 1600, height: 1800 };

const found = findChromium();

/** A day with what is measured: the summary in the morning, an alert, and the way back from it. Each goes on from the one before. */
describe('on the page', () => {
  let house: House;
  let visitor: Visitor;

  beforeAll(async () => {
    if (found.is === 'missing') return;
    house = await openHouse({ pace: { workflow: 'canned', sentryLagSeconds: 0, datadogLagSeconds: 0 } });
    visitor = await visit(house.page, found.path);
    await visitor.page.setViewportSize(TALL);
  }, START_MS);

  afterAll(async () => {
    await visitor?.leave();
    await house?.close();
  });

  function shown(name: string, work: (at: Visitor) => Promise<void>, timeout = 3 * STEP_MS): void {
    it(name, { timeout }, async (context) => {
      if (found.is === 'missing') return context.skip(found.why);
      await work(visitor);
    });
  }

  /** Lets the world's minutes pass until the page has it. */
  async function passUntil(isSo: () => Promise<boolean>, most = 40): Promise<void> {
    for (let minute = 0; minute < most && !(await isSo()); minute += 1) {
      await house.post('clock', { advance: '1m' });
      await setTimeout(1_500);
    }
    expect(await isSo()).toBe(true);
  }

  shown(
    'a summary with its charts is posted when the time is moved to tomorrow 09:00',
    async (at) => {
      await house.post('visitors', { perMinute: 120, steady: true });
      const summary = at.page.getByText(/Monitoring: daily summary/);
      const charts = at.page.locator('[data-block-type="data_visualization"], [data-block-type="table"]');
      // A new schedule begins with its first look, and a source that was never read tells of the last 23 hours only.
      for (let day = 0; day < 5 && (await charts.count()) === 0; day += 1) {
        const before = await summary.count();
        await at.page.getByRole('button', { name: 'Tomorrow 09:00' }).click();
        await expect
          .poll(() => summary.count(), { timeout: 15_000 })
          .toBeGreaterThan(before)
          .catch(() => undefined);
        await setTimeout(5_000);
      }
      await charts.last().scrollIntoViewIfNeeded();
      await at.photograph('16-summary');
      expect(await charts.count()).toBeGreaterThan(0);
    },
    LOOKS_MS + START_MS,
  );

  shown(
    'an error rate that rises raises an alert, pages, and the watch recommends a rollback',
    async (at) => {
      await house.request('U0ADA', 'v1.2.0');
      await house.approve('U0BEN');
      await house.cardSays(/v1\.2\.0 is (done|released)/);
      await house.post('visitors', { perMinute: 900, errorRate: { '1.2.0': 0.3 }, steady: true });
      // One incident: the watch's card names what Sentry and Datadog say, unless they were faster.
      const alert = at.page
        .getByText(
          /In this incident, too: .*The error rate of v1\.2\.0|The error rate of v1\.2\.0 .* needs a person/,
        )
        .first();
      const worse = at.page
        .getByText(/times the errors per load of v1\.1\.0|has errors, v1\.1\.0 has none/)
        .first();
      await passUntil(async () => (await alert.isVisible()) && (await worse.isVisible()));
      await at.sees(/Roll it back now/);
      await at.page.getByTestId('world-pager').locator('summary').click();
      await at.page.locator('[data-testid="page"][data-event="alert.firing"]').first().waitFor();
      await at.photograph('17-alert-and-recommendation');
    },
    LOOKS_MS + START_MS,
  );

  shown('Home begins with it', async (at) => {
    await at.actAs('Cleo', 'U0CLEO');
    await at.page.getByRole('button', { name: /^Navi/ }).first().click();
    const home = at.page.getByTestId('home');
    await home
      .getByText(/The error rate of v1\.2\.0/)
      .first()
      .waitFor();
    await home.getByText('On call: Cleo Martins').waitFor();
    await at.photograph('18-home');
    await at.page.getByTestId('theme').click();
    await at.page.locator('html[data-theme="dark"]').waitFor();
    await at.photograph('19-home-dark');
    await at.page.getByRole('button', { name: 'releases' }).first().click();
    await at.photograph('20-alert-and-recommendation-dark');
    await at.page
      .getByText(/Monitoring: daily summary/)
      .first()
      .scrollIntoViewIfNeeded();
    await at.photograph('20-summary-dark');
  });

  shown(
    'the recommendation’s button rolls it back',
    async (at) => {
      await at.button('roll-back-watched').first().click();
      const modal = at.page.getByTestId('modal');
      await modal.getByText('Roll back v1 from v1.2.0 to v1.1.0.').waitFor();
      await modal.locator('textarea').first().fill('errors per load');
      await at.page.getByTestId('modal-submit').click();
      await modal.waitFor({ state: 'detached' });
      await at.sees(/Rolled back everywhere in/, 2 * STEP_MS);
      await at.photograph('21-rolled-back-from-the-watch-dark');
      expect(at.problems).toEqual([]);
    },
    START_MS,
  );
});
