import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from './chromium.ts';
import { REPOSITORY } from './navi.ts';
import { expectReleasedOnce } from './once.ts';
import { type House, openHouse } from './world.ts';

const SCREENSHOTS = join(REPOSITORY, 'test-results/screenshots');
const START_MS = 120_000;
const STEP_MS = 30_000;
const RELEASE_MS = 120_000;
const PROBES = ['ams', 'iad', 'sin'];

const found = findChromium();

/** What a newcomer does on the page, by keyboard as far as it goes. Each test goes on where the one before it ended. */
describe('a release on the page', () => {
  let house: House;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    if (found.is === 'missing') return;
    house = await openHouse({ pace: { workflow: 'canned', stepSeconds: 0.15, edgeSeconds: 1 } });
    // Chromium's own sandbox does not work for root, as whom containers often run.
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({ executablePath: found.path, args });
    page = await browser.newPage({ viewport: { width: 1600, height: 1200 }, colorScheme: 'light' });
    page.setDefaultTimeout(STEP_MS);
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto(house.page);
  }, START_MS);

  afterAll(async () => {
    await browser?.close();
    await house?.close();
  });

  function shown(name: string, work: () => Promise<void>, timeout = 2 * STEP_MS): void {
    it(name, { timeout }, async (context) => {
      if (found.is === 'missing') return context.skip(found.why);
      await work();
    });
  }

  const photograph = (name: string) =>
    page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
  const button = (action: string) => page.locator(`[data-action-id="navi.${action}"]`);

  async function actAs(name: string, id: string): Promise<void> {
    await page.keyboard.press('Control+k');
    await page.getByTestId('switcher').waitFor();
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
    await page.locator(`[data-testid="acting-as"][data-user="${id}"]`).waitFor();
  }

  shown('is live, with Navi running in it and v1.1.0 at each probe', async () => {
    await page.locator('[data-testid="link"][data-link="live"]').waitFor();
    await page.locator('[data-testid="navi-state"][data-state="running"]').waitFor();
    for (const probe of PROBES)
      await page.locator(`[data-testid="probe-${probe}"][data-version="1.1.0"]`).waitFor();
  });

  shown('begins with a command that Ada types after a slash', async () => {
    await actAs('Ada', 'U0ADA');
    await page.keyboard.type('/navi release v1.2.0');
    expect(await page.getByTestId('composer').inputValue()).toBe('/navi release v1.2.0');
    await page.keyboard.press('Enter');
    await button('approve').waitFor();
    await page.getByText('minor release on v1').first().waitFor();
    await photograph('1-card-awaiting-approval');
  });

  shown('opens the approval for Ben, who may close it with Esc', async () => {
    await actAs('Ben', 'U0BEN');
    await button('approve').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('modal-submit').waitFor();
    await photograph('2-approval-modal');
    await page.keyboard.press('Escape');
    await page.getByTestId('modal').waitFor({ state: 'detached' });
    expect((await house.card()).text).toContain('needs approval');
  });

  shown('runs when Ben has approved', async () => {
    await button('approve').click();
    await page.getByTestId('modal-submit').click();
    await page.getByTestId('modal').waitFor({ state: 'detached' });
    await page
      .getByText(/Running since/)
      .first()
      .waitFor();
    await button('approve').waitFor({ state: 'detached' });
    await page.locator('[data-testid^="run-"]').first().waitFor();
    await photograph('3-running');
  });

  shown(
    'ends with the new bytes at each probe and the new versions on npm',
    async () => {
      await page
        .getByText(/Clean at 3 of 3 probes/)
        .first()
        .waitFor({ timeout: RELEASE_MS });
      await page.getByText('v1.2.0 is released').first().waitFor();
      const before = await hashOf('v1.1.0');
      const after = await hashOf('v1.2.0');
      expect(after).not.toBe(before);
      for (const probe of PROBES)
        await page.locator(`[data-testid="probe-${probe}"][data-sha384="${after}"]`).waitFor();
      for (const [name, latest] of [
        ['navi-core', '1.2.0'],
        ['navi-js', '1.2.0'],
        ['navi-react', '1.1.0'],
      ])
        await page
          .locator(`[data-testid="dist-tag-@awell-health/${name}"][data-latest="${latest}"]`)
          .waitFor();
      // Tall enough for the whole card.
      await page.setViewportSize({ width: 1600, height: 1800 });
      await photograph('4-done-with-world-panel');
      await expectReleasedOnce(house);
    },
    RELEASE_MS + STEP_MS,
  );

  shown('has its log in the thread', async () => {
    const card = await house.card();
    await page.getByTestId(`replies-${card.ts}`).click();
    await page.getByTestId('thread').getByText('Tag v1.2.0').first().waitFor();
    await photograph('5-thread');
  });

  shown('shows that Navi is gone when its plug is pulled, and back when it is put in again', async () => {
    const plug = page.getByTestId('plug');
    await plug.locator('[data-do="kill"]').click();
    await page.locator('[data-testid="navi-state"][data-state="stopped"]').waitFor();
    expect(house.navi.plug.state().state).toBe('stopped');
    await plug.locator('[data-do="start"]').click();
    await page.locator('[data-testid="navi-state"][data-state="running"]').waitFor();
  });

  shown('can be looked at in the dark', async () => {
    await page.getByTestId('theme').click();
    await page.locator('html[data-theme="dark"]').waitFor();
    await photograph('6-dark');
    expect(problems).toEqual([]);
  });

  async function hashOf(version: string): Promise<string | undefined> {
    return (await house.gcs()).objects.find(({ name }) => name === `${version}/navi-loader.js`)?.sha384;
  }
});
