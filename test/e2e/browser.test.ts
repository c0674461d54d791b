import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../harness/until.ts';
import { findChromium } from '../harness/world/chromium.ts';
import { type House, openHouse } from '../harness/world/house.ts';
import { isListening, STEP_MS, type Visitor, visit } from '../harness/world/visitor.ts';
import { expectReleasedOnce } from './expect-released.ts';

const START_MS = 120_000;
const RELEASE_MS = 120_000;
const PROBES = ['ams', 'iad', 'sin'];
const TALL = { width: 1600, height: 1800 };

const found = findChromium();

/** What a newcomer does on the page, by keyboard as far as it goes. Each test goes on where the one before it ended. */
describe('on the page', () => {
  let house: House;
  let visitor: Visitor;

  beforeAll(async () => {
    if (found.is === 'missing') return;
    house = await openHouse({ pace: { workflow: 'canned', stepSeconds: 0.15, edgeSeconds: 1 } });
    visitor = await visit(house.page, found.path);
  }, START_MS);

  afterAll(async () => {
    await visitor?.leave();
    await house?.close();
  });

  function shown(name: string, work: (at: Visitor) => Promise<void>, timeout = 2 * STEP_MS): void {
    it(name, { timeout }, async (context) => {
      if (found.is === 'missing') return context.skip(found.why);
      await work(visitor);
    });
  }

  describe('a release', () => {
    shown('begins with Navi running and v1.1.0 at each probe', async ({ page }) => {
      await page.locator('[data-testid="link"][data-link="live"]').waitFor();
      await page.locator('[data-testid="navi-state"][data-state="running"]').waitFor();
      for (const probe of PROBES)
        await page.locator(`[data-testid="probe-${probe}"][data-version="1.1.0"]`).waitFor();
    });

    shown('is asked for with a command that Ada types after a slash', async (at) => {
      await at.actAs('Ada', 'U0ADA');
      await at.page.keyboard.type('/navi release v1.2.0');
      expect(await at.page.getByTestId('composer').inputValue()).toBe('/navi release v1.2.0');
      await at.page.keyboard.press('Enter');
      await at.button('approve').waitFor();
      await at.sees('minor release on v1');
      await at.photograph('1-card-awaiting-approval');
    });

    shown('opens its approval for Ben, who may close it with Esc', async (at) => {
      await at.actAs('Ben', 'U0BEN');
      await at.button('approve').focus();
      await at.page.keyboard.press('Enter');
      await at.page.getByTestId('modal-submit').waitFor();
      await at.photograph('2-approval-modal');
      await at.page.keyboard.press('Escape');
      await at.page.getByTestId('modal').waitFor({ state: 'detached' });
      expect((await house.card()).text).toContain('needs approval');
    });

    shown('runs when Ben has approved', async (at) => {
      await at.button('approve').click();
      await at.page.getByTestId('modal-submit').click();
      await at.page.getByTestId('modal').waitFor({ state: 'detached' });
      await at.sees(/Running since/);
      await at.button('approve').waitFor({ state: 'detached' });
      await at.page.locator('[data-testid^="run-"]').first().waitFor();
      await at.photograph('3-running');
    });

    shown(
      'ends with the new bytes at each probe and the new versions on npm',
      async (at) => {
        await at.sees(/Clean at 3 of 3 probes/, RELEASE_MS);
        await at.sees('v1.2.0 is released');
        const before = await hashOf('v1.1.0');
        const after = await hashOf('v1.2.0');
        expect(after).not.toBe(before);
        for (const probe of PROBES)
          await at.page.locator(`[data-testid="probe-${probe}"][data-sha384="${after}"]`).waitFor();
        await at.seesLatest({ 'navi-core': '1.2.0', 'navi-js': '1.2.0', 'navi-react': '1.1.0' });
        await at.page.setViewportSize(TALL);
        await at.photograph('4-done-with-world-panel');
        await expectReleasedOnce(house);
      },
      RELEASE_MS + STEP_MS,
    );

    shown('has its log in the thread', async (at) => {
      const card = await house.card();
      await at.page.getByTestId(`replies-${card.ts}`).click();
      await at.page.getByTestId('thread').getByText('Tag v1.2.0').first().waitFor();
      await at.photograph('5-thread');
      await at.page.keyboard.press('Escape');
      await at.page.getByTestId('thread').waitFor({ state: 'detached' });
    });
  });

  shown('Navi is gone when its plug is pulled, and back when it is put in again', async ({ page }) => {
    const plug = page.getByTestId('plug');
    await plug.locator('[data-do="kill"]').click();
    await page.locator('[data-testid="navi-state"][data-state="stopped"]').waitFor();
    expect(house.navi.plug.state().state).toBe('stopped');
    await plug.locator('[data-do="start"]').click();
    await page.locator('[data-testid="navi-state"][data-state="running"]').waitFor();
    await until('Navi listens again', () => isListening(house.page), STEP_MS);
  });

  describe('a rollback', () => {
    shown('opens its window at once, and fills it when the facts are there', async (at) => {
      await house.post('faults', { target: 'gcs', method: 'objects.list', kind: 'slow', seconds: 2 });
      await at.actAs('Cleo', 'U0CLEO');
      await at.says('/navi rollback');
      await at.page.getByTestId('modal').getByText('Loading …').waitFor();
      await at.photograph('6-rollback-loading');
      await at.page.getByTestId('modal').getByText('Roll back v1 from v1.2.0 to v1.1.0.').waitFor();
      for (const words of [
        'latest of @awell-health/navi-js: 1.2.0 → 1.1.0',
        /they expire soon after \d\d:\d\d/,
      ])
        await at.page.getByTestId('modal').getByText(words).waitFor();
      await at.photograph('7-rollback-window');
      await at.page.keyboard.press('Escape');
      await at.page.getByTestId('modal').waitFor({ state: 'detached' });
      expect((await house.card()).text).toContain('v1.2.0 is done');
    });

    shown('is confirmed by keyboard alone, and its clock runs on the card', async (at) => {
      await house.post('pace', { purgeSeconds: 1, edgeSeconds: 4 });
      await at.says('/navi rollback');
      await at.page.locator('[data-testid="modal"] textarea:focus').waitFor();
      await at.page.keyboard.type('errors on checkout');
      await at.page.keyboard.press('Control+Enter');
      await at.page.getByTestId('modal').waitFor({ state: 'detached' });
      await at.sees(/[\d.]+ s: not rolled back everywhere yet/);
      await at.sees('of the 20 min budget');
      await at.photograph('8-rollback-running');
    });

    shown('says when customers are safe and the last browser clean, npm apart', async (at) => {
      await at.sees(/Rolled back everywhere in [\d.]+ s/);
      await at.sees(/Browser caches expire by/);
      for (const words of [
        'does not affect live pages',
        'latest restored',
        'rolled-back versions deprecated',
      ])
        await at.sees(words);
      const old = await hashOf('v1.1.0');
      for (const probe of PROBES)
        await at.page.locator(`[data-testid="probe-${probe}"][data-sha384="${old}"]`).waitFor();
      await at.seesLatest({ 'navi-core': '1.1.0', 'navi-js': '1.1.0', 'navi-react': '1.1.0' });
    });

    shown('ends with what comes next, and the post-mortem is where its button says', async (at) => {
      await at.sees('v1 was rolled back to v1.1.0');
      for (const words of ['Next steps', '/navi release v1.2.1', /Review:/]) await at.sees(words);
      await at.photograph('9-rolled-back');
      await at.button('customer-note').click();
      await at.page
        .getByRole('feed')
        .getByText(/We have rolled back v1\.2\.0 of the Navi loader/)
        .waitFor();
      await at.button('post-mortem').click();
      await at.page.locator('a[href$="/issues/1"]').first().waitFor();
      await at.photograph('10-aftermath');
    });

    shown('leaves its line locked, until a person unlocks it with a reason', async (at) => {
      await at.says('/navi status');
      await at.sees('Locked for releases');
      await at.photograph('11-status-locked');
      await at.actAs('Ada', 'U0ADA');
      await at.says('/navi release v1.2.1');
      await at.sees(/v1 is locked since/);
      await at.photograph('12-refused');
      await at.actAs('Cleo', 'U0CLEO');
      await at.says('/navi unlock v1 fixed by #231');
      await at.sees(/v1 unlocked by/);
    });

    shown('is a button on App Home for people with the right', async (at) => {
      await at.page.getByRole('button', { name: /^Navi/ }).first().click();
      await at.button('home.roll-back').waitFor();
      await at.photograph('13-app-home');
    });

    shown('can be looked at in the dark', async (at) => {
      await at.page.getByTestId('theme').click();
      await at.page.locator('html[data-theme="dark"]').waitFor();
      await at.photograph('14-app-home-dark');
      await at.page.getByRole('button', { name: 'releases' }).first().click();
      await at.sees('v1 was rolled back to v1.1.0');
      await at.photograph('15-rolled-back-dark');
      expect(at.problems).toEqual([]);
    });
  });

  async function hashOf(version: string): Promise<string | undefined> {
    return (await house.gcs()).objects.find(({ name }) => name === `${version}/navi-loader.js`)?.sha384;
  }
});
