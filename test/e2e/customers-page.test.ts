import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../harness/until.ts';
import { findChromium } from '../harness/world/chromium.ts';
import { type House, openHouse } from '../harness/world/house.ts';
import { textOf } from '../harness/world/slack-door.ts';
import { STEP_MS, type Visitor, visit } from '../harness/world/visitor.ts';

const START_MS = 120_000;
const LONG_MS = 4 * STEP_MS;
const TALL = { width: 1600, height: 1800 };
const ADA = 'U0ADA';
const BEN = 'U0BEN';

const found = findChromium();

/** What customers load and what they are told, as people see it. Each test goes on where the one before it ended. */
describe('on the page', () => {
  let house: House;
  let visitor: Visitor;

  beforeAll(async () => {
    if (found.is === 'missing') return;
    house = await openHouse({ pace: { workflow: 'canned' } });
    visitor = await visit(house.page, found.path);
    await visitor.page.setViewportSize(TALL);
  }, START_MS);

  afterAll(async () => {
    await visitor?.leave();
    await house?.close();
  });

  function shown(name: string, work: (at: Visitor) => Promise<void>, timeout = LONG_MS): void {
    it(name, { timeout }, async (context) => {
      if (found.is === 'missing') return context.skip(found.why);
      await work(visitor);
    });
  }

  /** The answer to a slash command, private or in a window. */
  async function said(user: string, words: string): Promise<string> {
    const notes = new Set((await house.notes(user)).map(({ ts }) => ts));
    const windows = new Set((await house.modals(user)).map(({ id }) => id));
    await house.command(user, words);
    return until(
      `an answer to /navi ${words}`,
      async () => {
        const note = (await house.notes(user)).find(({ ts, via }) => !notes.has(ts) && via !== 'ack');
        if (note !== undefined) return textOf(note);
        const window = (await house.modals(user)).find(({ id }) => !windows.has(id));
        if (window === undefined || textOf(window).includes('Loading …')) return undefined;
        await house.dismiss(user, window);
        return textOf(window);
      },
      STEP_MS,
    );
  }

  shown('a notice’s mails are in the mailboxes, light and dark', async (at) => {
    const panel = at.page.getByTestId('world-mailboxes');
    await panel.locator('summary').first().click();
    await panel.getByText('No mail was sent yet.').waitFor();

    await said(ADA, 'notice custom v1.1.0 --says "Grüße: we are closed on 24 December."');
    const digest = /digest (?<it>[0-9a-f]{12})/.exec(await said(BEN, 'notice show v1.1.0'))?.groups?.['it'];
    await said(BEN, `notice review v1.1.0 ${digest}`);
    await said(ADA, 'notice send v1.1.0');

    const mail = panel.locator('[data-testid="mail"][data-to="els.peeters@zna-antwerp.example"]');
    await mail.waitFor();
    await mail.locator('summary').click();
    await mail.getByText('Grüße: we are closed on 24 December.').waitFor();
    await panel.scrollIntoViewIfNeeded();
    await at.photograph('22-mailboxes');
    await at.page.getByTestId('theme').click();
    await at.page.locator('html[data-theme="dark"]').waitFor();
    await at.photograph('22-mailboxes-dark');
    await at.page.getByTestId('theme').click();
    expect(at.problems).toEqual([]);
  });

  shown('who loads what comes from the visitors, and is not set up without the metric', async () => {
    await house.post('visitors', { perMinute: 200, steady: true });
    await house.post('clock', { advance: '1d' });
    const list = await until(
      'loads of a day',
      async () => {
        const text = await said(ADA, 'customers --on v1');
        return text.includes('of loads unattributed') ? text : undefined;
      },
      LONG_MS,
    );
    expect(list).toMatch(/11 of 12 customers on v1; .*\d+ % of loads unattributed/);
    expect(list).toMatch(/zna-antwerp: ZNA Antwerp, loads v1 \([\d,]+ loads\), owner/);
    expect(list).toMatch(/netz-sued: Onko Netz Süd, loads v1\.0\.0 \([\d,]+ loads\)/);
    expect(await said(ADA, 'customers zna-antwerp')).toMatch(/measured by the load balancer/);

    await fetch(`${house.world.urls.monitoring}/_control/log-metric`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: null }),
    });
    expect(await said(ADA, 'customers')).toMatch(/not set up: Google has no log-based metric navi_loads/);
  });

  shown('a break is reported from the menu of a message', async (at) => {
    const [message] = await house.messages();
    const line = at.page.getByTestId(`message-${message?.ts}`).first();
    await line.hover();
    await line.getByLabel('More actions').click();
    await at.photograph('23-message-menu');
    await line.getByRole('button', { name: 'Report a break' }).click();
    await at.sees('Release that broke it');
    await at.photograph('23-report-a-break');
    expect(at.problems).toEqual([]);
  });
});
