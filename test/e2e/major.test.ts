import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../simulator/kernel/free-port.ts';
import { type Clone, openClone } from '../bench/next-version.ts';
import { createNavi, type NaviProcess } from '../harness/process/plugged.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { until } from '../harness/until.ts';
import { type House, openHouse } from '../harness/world/house.ts';
import { textOf } from '../harness/world/slack-door.ts';

const ADA = 'U0ADA';
const BEN = 'U0BEN';
const CLEO = 'U0CLEO';
const START_MS = 300_000;
const STEP_MS = 180_000;
const DAY_MS = 86_400_000;
const BREAKING = 'Drop the global `navi` object.';
const postgres = needsPostgres();

/**
 * A major from end to end, as people do it: refused, notified of, waited for, released. Each test goes on where the one
 * before it ended.
 */
describe.each([
  ['one process', 1],
  ['two processes on PostgreSQL', 2],
] as const)('a major with %s', (_, processes) => {
  let house: House;
  let clone: Clone | undefined;
  let second: NaviProcess | undefined;
  let drop = async (): Promise<void> => {};
  const date = new Date(Date.now() + 15 * DAY_MS).toISOString().slice(0, 10);

  beforeAll(async () => {
    const database = processes === 1 ? undefined : await postgres.createDatabase();
    drop = database?.drop ?? drop;
    const variables = database === undefined ? {} : { DATABASE_URL: database.url };
    house = await openHouse({
      pace: { workflow: 'canned' },
      variables,
      prepare: async ({ seeded }) => {
        clone = await openClone(seeded?.repository ?? '');
        await clone.prepareMajor('2.0.0', BREAKING);
        await clone.write('docs/migration/v2.md', '# v2\n\nCall `createNavi()`.\n');
      },
    });
    if (processes === 1) return;
    second = createNavi({ ...house.world.variables, ...variables, PORT: String(await freePort()) });
    await second.start();
  }, START_MS);

  afterAll(async () => {
    await second?.kill();
    await house?.close();
    await clone?.close();
    await drop();
  });

  /** The answer to a slash command, private or in a window, however busy the machine is. */
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

  /** The same for a release; answers of services may be late on a busy machine, or while the clock has just moved. */
  async function release(words = ''): Promise<string> {
    return until(
      'an answer about the release',
      async () => {
        const answer = await said(ADA, `release v2.0.0${words}`);
        return /could not be read|Rate limited/.test(answer) ? undefined : answer;
      },
      STEP_MS,
    );
  }

  it('is refused while customers do not know', { timeout: 2 * STEP_MS }, async () => {
    expect(await release(' --dry-run')).toMatch(/No notice of v2\.0\.0 was drafted; 12 customers/);
    expect(await house.cards()).toEqual([]);
  });

  it('has its notice drafted from the changelogs, reviewed by another person, and sent', {
    timeout: STEP_MS,
  }, async () => {
    expect(await said(ADA, `notice v2.0.0 --on ${date}`)).toMatch(/for 13 recipients is drafted/);
    expect(await said(ADA, 'notice show v2.0.0 zna-antwerp')).toContain('Drop the global');
    const list = await said(BEN, 'notice show v2.0.0');
    expect(list).toMatch(/harbour-practice: not sent yet \(by hand; loads v1\)/);
    const digest = /digest (?<it>[0-9a-f]{12})/.exec(list)?.groups?.['it'];
    expect(await said(ADA, `notice review v2.0.0 ${digest}`)).toMatch(/a second person reviews it/);
    expect(await said(BEN, `notice review v2.0.0 ${digest}`)).toMatch(/is reviewed/);
    expect(await said(ADA, 'notice send v2.0.0')).toMatch(/being sent to 13 recipients/);
  });

  it('reaches each mailbox once', { timeout: 2 * STEP_MS }, async () => {
    await until('all mail is accepted', async () => (await mails()).length >= 11, STEP_MS);
    await until(
      'each answer is stored',
      async () => !/is being sent|not sent yet \(by e-mail/.test(await said(ADA, 'notice show v2.0.0')),
      STEP_MS,
    );
    const addresses = (await mails()).map(({ to }) => to);
    expect(addresses.length).toBe(11);
    expect(new Set(addresses).size).toBe(11);
  });

  it('is refused customer by customer, with who can clear it', { timeout: 2 * STEP_MS }, async () => {
    const refused = await release(' --dry-run');
    expect(refused).toMatch(
      /ZNA Antwerp was notified of v2\.0\.0 at .*: their 14 days end at .*Europe\/Brussels/,
    );
    expect(refused).toMatch(
      /The Harbour Practice was not notified of v2\.0\.0.*Who can clear it: Cleo Martins/s,
    );
    const byHand = 'notice by-hand v2.0.0 harbour-practice';
    expect(await said(ADA, `${byHand} "called them"`)).toMatch(/second person/);
    expect(await said(BEN, `${byHand} "I was there"`)).toMatch(/notified by hand/);
    expect(await said(ADA, 'customers kings-health')).toMatch(/accepted at .*: posted in C0KINGS/);
    expect(await release(' --dry-run')).not.toMatch(/was not notified/);
  });

  it('is on the CDN when 14 days have passed, not before', { timeout: 4 * STEP_MS }, async () => {
    await house.post('clock', { advance: '13d' });
    expect(await release(' --dry-run')).toMatch(/their 14 days end at/);
    await house.post('clock', { advance: '3d' });
    expect(await release()).toMatch(/Plan posted/);
    await until('the card', async () => (await house.cards()).length > 0, STEP_MS);
    await house.approve(CLEO);
    await until(
      'the card says that it soaks',
      async () => textOf(await house.card()).includes('its soak: on the CDN since'),
      2 * STEP_MS,
    );
    const { objects } = await house.gcs();
    expect(objects.map(({ name }) => name)).toContain('v2/navi-loader.js');
    expect(await latest()).not.toBe('2.0.0');
  });

  it('reaches npm after its soak, when a person continues', { timeout: 4 * STEP_MS }, async () => {
    // The wait is a row and a job.
    await house.killNavi();
    await house.startNavi();
    await house.post('clock', { advance: '3d' });
    await house.cardSays(/paused at "Let v2\.0\.0 soak on the CDN/, 2 * STEP_MS);
    expect(await latest()).not.toBe('2.0.0');
    await house.click(ADA, 'continue-staged');
    await house.cardSays(/v2\.0\.0 is done/, 2 * STEP_MS);
    expect(await latest()).toBe('2.0.0');
    expect((await mails()).length).toBe(11);
  });

  async function latest(): Promise<unknown> {
    const { packages } = await house.npm();
    return packages.find(({ name }) => name === '@awell-health/navi-core')?.distTags['latest'];
  }

  async function mails() {
    const answer = await fetch(`${house.world.urls.smtp}/_control/mails`);
    return z.object({ mails: z.array(z.object({ to: z.string() })) }).parse(await answer.json()).mails;
  }
});
