import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { openClone } from '../bench/next-version.ts';
import { navi as runTerminal } from '../harness/process/cli.ts';
import { REPOSITORY } from '../harness/process/plugged.ts';
import { orNot, until } from '../harness/until.ts';
import { findChromium } from '../harness/world/chromium.ts';
import { tell } from '../harness/world/control.ts';
import { type House, openHouse } from '../harness/world/house.ts';
import { pairTerminal } from '../harness/world/pair.ts';
import { reviewRun } from '../harness/world/review-run.ts';
import { textOf } from '../harness/world/slack-door.ts';
import { STEP_MS, type Visitor, visit } from '../harness/world/visitor.ts';

const LIMIT_MS = 240_000;
const found = findChromium();

/** What would run, or lead to what runs, if any text were taken for more than text. */
const PAYLOADS = [
  '<img src=x onerror="window.taken=1">',
  '<script>window.taken=1</script>',
  '"><svg onload=window.taken=1>',
  "' autofocus onfocus=window.taken=1 x='",
  '<javascript:window.taken=1|click>',
  '[click](javascript:window.taken=1)',
  '&lt;img src=x onerror=window.taken=1&gt;',
  '{{constructor.constructor("window.taken=1")()}}',
];
/** What a terminal would act on: a title, a link, a cleared screen, and text from right to left. */
const STEERING = '\u001b]0;taken\u0007\u001b]8;;https://evil.example\u0007x\u009b2J\u202e';
const STEERS = /[^\P{Cc}\n\t]|\p{Cf}/u;
const HOSTILE = `${PAYLOADS.join(' ')} ${STEERING}`;
const NAME = `${PAYLOADS[0]} ${STEERING}`;
const MACHINE = `${PAYLOADS[1]} ${STEERING}`;

let dir: string;
let house: House;
let visitor: Visitor;

/** The repository's configuration, in which every person has this name. */
function configWith(name: string): string {
  const config: { people: Record<string, object> } = parse(
    readFileSync(join(REPOSITORY, 'navi.config.yaml'), 'utf8'),
  );
  const people = Object.entries(config.people).map(([id, person]) => [
    id,
    { ...person, name: `${id} ${name}` },
  ]);
  const file = join(dir, 'navi.config.yaml');
  writeFileSync(file, stringify({ ...config, people: Object.fromEntries(people) }));
  return file;
}

beforeAll(async () => {
  if (found.is === 'missing') return;
  dir = await mkdtemp(join(tmpdir(), 'navi-hostile-'));
  house = await openHouse({
    pace: { workflow: 'canned', stepSeconds: 0.1 },
    variables: { NAVI_CONFIG: configWith(NAME) },
    prepare: async ({ seeded, urls }) => {
      const clone = await openClone(seeded?.repository ?? '');
      await clone.rewrite(HOSTILE);
      await clone.spread(HOSTILE, 'v1.2.0');
      await clone.misname(HOSTILE);
      await clone.close();
      const reviewers = ['dev-rao', `team:${HOSTILE}`];
      await tell(urls.github ?? '', 'environments', { name: HOSTILE, reviewers });
      for (const user of ['U0ADA', 'U0BEN', 'U0CLEO'])
        await tell(urls.slack ?? '', 'profile', { user, real_name: `${user} ${NAME}` });
    },
  });
  visitor = await visit(house.page, found.path);
}, LIMIT_MS);

afterAll(async () => {
  await visitor?.leave();
  await house?.close();
  if (dir !== undefined) await rm(dir, { recursive: true, force: true });
});

/** What people read of this: on the page as it stands. */
const expectShown = (words: string) =>
  visitor.page.getByText(words).first().waitFor({ state: 'attached', timeout: STEP_MS });

const cardShows = (words: RegExp) =>
  until(`the card shows ${words}`, async () => words.test(textOf(await house.card())), LIMIT_MS / 2);

/** No text has become a script, an attribute or a link. */
async function expectHarmless(): Promise<void> {
  const { page } = visitor;
  expect(await page.evaluate('window.taken')).toBeUndefined();
  const made = page.locator(
    'img[src="x"], svg[onload], [onerror], [onfocus], a[href^="javascript" i], body script:not([src])',
  );
  expect(await made.count()).toBe(0);
}

it('nothing from outside runs on the page or steers a terminal', { timeout: LIMIT_MS }, async (context) => {
  if (found.is === 'missing') return context.skip(found.why);
  // Names of packages, in a plan that is refused for them.
  const refused = await house.answerTo('U0ADA', 'release v1.3.0');
  expect(textOf(refused)).toContain('window.taken');
  await expectShown('window.taken');

  await house.say('U0ADA', HOSTILE);
  for (const payload of PAYLOADS) await house.command('U0ADA', `release ${payload}`);
  await house.request('U0ADA', 'v1.2.0');
  await until('the commit is on the card', async () =>
    JSON.stringify(await house.card()).includes('window.taken'),
  );
  await house.approve('U0BEN');
  // An environment, and the team that may let its jobs pass.
  await cardShows(/waiting for a person.* or team /is);
  await visitor.button('details').first().click();
  await visitor.page.getByTestId('modal').waitFor();
  await visitor.sees('window.taken', STEP_MS);
  await expectHarmless();
  const passed = async () => {
    const [run] = (await house.github()).runs;
    if (run?.status === 'waiting') await reviewRun(house.world.urls.github ?? '', run.id);
    return /done/i.test((await house.card()).text);
  };
  await until('the release is done', passed, LIMIT_MS / 2);

  // The world's panel lists the run with its jobs.
  await expectShown('build: <img src=x');
  await expectShown('U0BEN <img src=x');
  const token = await pairTerminal(house.navi.url, house, 'U0CLEO', MACHINE);
  await house.answerTo('U0CLEO', 'tokens');
  await expectShown('"<script>window.taken');
  await expectHarmless();

  for (const words of ['status', 'history', 'rollback --dry-run', 'release v1.3.0', 'tokens', 'doctor']) {
    const { out, err } = await runTerminal(house.navi.url, words.split(' '), token);
    expect(out + err).toMatch(/\S{3}/);
    expect(out + err).not.toMatch(STEERS);
  }
  await runTerminal(house.navi.url, ['rollback', '--reason', HOSTILE, '--yes'], token);
  await cardShows(/rolled back|back on|clean/i);
  const history = await runTerminal(house.navi.url, ['history']);
  expect(history.out).toContain('cleo <img src=x');
  expect(history.out).not.toMatch(STEERS);
  await expectHarmless();
  expect(
    await orNot(async () => house.navi.log().find((line) => /"level":50/.test(line)), 1_000),
  ).toBeUndefined();
});
