import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../simulator/seed/run.ts';
import type { World } from '../../simulator/world.ts';
import { navi } from '../harness/process/cli.ts';
import { REPOSITORY, SOURCE } from '../harness/process/plugged.ts';
import { verifyJournal } from '../harness/store/beside.ts';
import { until } from '../harness/until.ts';
import { type House, openHouse } from '../harness/world/house.ts';
import { pairTerminal } from '../harness/world/pair.ts';
import { operationOf, textOf } from '../harness/world/slack-door.ts';
import { expectReleasedOnce } from './expect-released.ts';

const ADA = 'U0ADA';
const BEN = 'U0BEN';
const CLEO = 'U0CLEO';
const HOSTILE = 'fix: <!channel> & <https://evil.example|log in> @here *now*';
const START_MS = 120_000;
const RELEASE_MS = 180_000;

/** One release from end to end, with a run of the workflow that really builds and publishes. Each test goes on where the one before it ended. */
describe('a release of v1.2.0', () => {
  let house: House;

  beforeAll(async () => {
    // From its sources, as a clone runs it; the other walks run the bundle.
    const version = { folder: REPOSITORY, main: SOURCE };
    house = await openHouse({ pace: { workflow: 'real' }, prepare: commitHostile, version });
  }, START_MS);

  afterAll(() => house?.close());

  describe('requested wrongly, or without the right', () => {
    it.each([
      [ADA, '', /Commands/],
      [ADA, 'relaese v1.2.0', /Unknown command "relaese".*Did you mean \/navi release/s],
      [ADA, 'release 1.2', /not an exact version.*Did you mean v1\.2\.0/s],
      [ADA, 'release v1.1.0', /is already released/],
      [ADA, 'release', /Usage: \/navi release/],
      ['U0DEV', 'release v1.2.0', /Only release managers/],
      ['U0GUS', 'release v1.2.0', /Guests cannot use Navi/],
      ['U0GUS', 'status', /Guests cannot use Navi/],
      ['U0EVE', 'release v1.2.0', /outside the organisation/],
      ['U0OLD', 'release v1.2.0', /deactivated/],
    ])('%s types "/navi %s"', async (user, words, answer) => {
      const before = await everything(house);
      expect(textOf(await house.answerTo(user, words))).toMatch(answer);
      expect(await everything(house)).toBe(before);
    });
  });

  it('is planned and not kept by a dry run', async () => {
    const before = await everything(house);
    const answer = textOf(await house.answerTo(ADA, 'release v1.2.0 --dry-run'));
    expect(answer).toMatch(/Dry run.*v1\.2\.0: minor release on v1.*1\.1\.0 → \*1\.2\.0\*/s);
    expect(textOf(await house.answerTo(ADA, 'history'))).toContain('No operations yet');
    expect(await everything(house)).toBe(before);
  });

  it('is planned from a terminal too, where unproven people may read', async () => {
    const dryRun = await navi(house.navi.url, ['release', 'v1.2.0', '--dry-run']);
    expect(dryRun).toMatchObject({ code: 0, out: expect.stringContaining('v1.2.0') });
    const refused = await navi(house.navi.url, ['release', 'v1.2.0']);
    expect(refused).toMatchObject({ code: 3, out: expect.stringContaining('npx navi login') });
    const token = await pairTerminal(house.navi.url, house, ADA);
    const misspelt = await navi(house.navi.url, ['relaese', 'v1.2.0'], token);
    expect(misspelt).toMatchObject({ code: 2, out: expect.stringContaining('release') });
    expect(await house.cards()).toEqual([]);
  });

  it('is shown as one card with its plan and gates', async () => {
    await house.request(BEN, 'v1.2.0');
    const card = await house.card();
    expect(card.text).toBe('Release v1.2.0, requested by Ben Ivarsson, needs approval.');
    const shown = textOf(card);
    for (const part of [
      'v1.1.0 → v1.2.0: minor release on v1',
      'Requested by *Ben Ivarsson*',
      (await house.github()).head.slice(0, 7),
      '`@awell-health/navi-core` 1.1.0 → *1.2.0*',
      'unchanged: `@awell-health/navi-react`',
      '*What is in it* — ',
      '*Checks* — ',
    ])
      expect(shown).toContain(part);
    const buttons = card.blocks.flatMap(({ elements }) => elements.flatMap((one) => one.action_id ?? []));
    expect(buttons).toEqual(['navi.approve', 'navi.reject', 'navi.details', 'navi.retract']);
    expect((await house.github()).tags.map(({ name }) => name)).toEqual(['v1.0.0', 'v1.1.0']);
  });

  it('shows what others wrote as words, never as a mention or a link', async () => {
    const details = await house.clickForModal(CLEO, 'details');
    await house.dismiss(CLEO, details);
    for (const text of [textOf(await house.card()), textOf(details)]) {
      expect(text).toContain('&lt;!channel&gt; &amp; &lt;https://evil.example|log in&gt; @\u200bhere ∗now∗');
      expect(text).not.toMatch(/<!channel>|<https:\/\/evil|@here/);
    }
  });

  it.each([
    [BEN, 'You requested this release'],
    [ADA, 'Only approvers or owners can decide'],
    ['U0GUS', 'Guests cannot use Navi'],
  ])('cannot be approved by %s', async (user, why) => {
    const refused = await house.clickForModal(user, 'approve');
    await house.dismiss(user, refused);
    expect(refused.submit ?? null).toBeNull();
    expect(textOf(refused)).toContain(why);
    expect((await house.card()).text).toContain('needs approval');
  });

  it('begins when another person has approved that plan', async () => {
    await house.approve(CLEO);
    await house.cardSays(/is running/);
    expect(textOf(await house.card())).not.toContain('Approve\n');
    const again = await house.answerTo(ADA, 'release v1.2.0');
    expect(textOf(again)).toMatch(/reserved by `?rel_\w+`? \(v1\.2\.0, requested by Ben Ivarsson\)/);
  });

  it('is done, each effect once', { timeout: RELEASE_MS }, async () => {
    await house.cardSays(/is done/, RELEASE_MS);
    await until('the announcement', async () =>
      (await house.messages()).some(({ text }) => text.includes('is released')),
    );
    await expectReleasedOnce(house);
    expect(textOf(await house.card())).toMatch(
      /Clean at 3 of 3 probes after [\d.]+ s\. Browser caches expire by <!date\^\d+\^/,
    );
  });

  it('is told in the card’s thread to who asks there', async () => {
    const card = await house.card();
    const asked = await house.say(ADA, '@navi status', card.ts);
    // Also while Slack asks for patience, because the thread's log has just been written.
    const reply = await until('a reply in the thread', async () =>
      (await house.messages()).find(
        ({ thread_ts, ts, text }) => thread_ts === card.ts && ts > asked && text.includes('surfaces'),
      ),
    );
    expect(textOf(reply)).toMatch(/`CDN v1` \*v1\.2\.0\*.*by `rel_/);
  });

  it('is told at a terminal too', async () => {
    const token = await pairTerminal(house.navi.url, house, BEN);
    const status = await navi(house.navi.url, ['status'], token);
    expect(status).toMatchObject({ code: 0, out: expect.stringMatching(/CDN v1.*1\.2\.0/) });
    const history = await navi(house.navi.url, ['history'], token);
    expect(history).toMatchObject({ code: 0 });
    expect(history.out).toMatch(/1\.2\.0.*Done.*Ben Ivarsson.*Cleo Martins/s);
  });

  it('is refused a second time', async () => {
    expect(textOf(await house.answerTo(ADA, 'release v1.2.0'))).toContain('is already released');
    const dryRun = await navi(house.navi.url, ['release', 'v1.2.0', '--dry-run']);
    expect(dryRun).toMatchObject({ code: 3, out: expect.stringContaining('is already released') });
    expect(await house.cards()).toHaveLength(1);
  });

  it('leaves a journal that holds from the first row to the last', async () => {
    const operation = operationOf(await house.card());
    await house.navi.stop();
    expect(house.navi.log().at(-1)).toContain('stopped');
    expect(operation).toMatch(/^rel_/);
    expect(await verifyJournal(house.world.variables)).toMatchObject({ is: 'whole' });
  });
});

/** What the services hold, and what everybody sees in the channel. */
async function everything(house: House): Promise<string> {
  return JSON.stringify([await house.snapshot(), await house.messages()]);
}

/** Puts a commit on main whose title would notify everybody and forge a link. */
async function commitHostile({ seeded }: World): Promise<void> {
  const git = [
    '--git-dir',
    seeded?.repository ?? '',
    '-c',
    'user.name=Eve',
    '-c',
    'user.email=eve@example.com',
  ];
  const made = await run('git', [...git, 'commit-tree', 'main^{tree}', '-p', 'main', '-m', HOSTILE]);
  await run('git', [...git, 'update-ref', 'refs/heads/main', made.toString('utf8').trim()]);
}
