import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { navi } from '../harness/process/cli.ts';
import { until } from '../harness/until.ts';
import { type House, openHouse } from '../harness/world/house.ts';
import { textOf } from '../harness/world/slack-door.ts';

const ADA = 'U0ADA';
const BEN = 'U0BEN';
const CLEO = 'U0CLEO';
const DEV = 'U0DEV';
/** Secrets without a form of their own: only their value tells them. */
const OPAQUE = {
  NAVI_JOURNAL_KEY: 'a-journal-key-of-32-characters-x',
  NAVI_METRICS_TOKEN: 'metrics-token-of-a-test',
};
const GUESSES: readonly (readonly [right: string, wrong: string])[] = [
  ['xoxb-simulated', 'xoxb-simulatex'],
  [OPAQUE.NAVI_JOURNAL_KEY, 'a-journal-key-of-32-characters-y'],
  [OPAQUE.NAVI_METRICS_TOKEN, 'metrics-token-of-a-nest'],
];

let house: House;
const secrets = () => [
  ...Object.values(OPAQUE),
  ...['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'GITHUB_TOKEN', 'GITHUB_WEBHOOK_SECRET', 'NPM_TOKEN'].flatMap(
    (name) => house.world.variables[name] ?? [],
  ),
];
const expectNoSecretIn = (text: string, where: string) => {
  for (const secret of secrets()) expect(text.includes(secret), `${secret} in ${where}`).toBe(false);
};
const mend = () => fetch(`${house.page}/_control/faults`, { method: 'DELETE' });
const fault = (target: string, method: string, times = 1_000) =>
  house.post('faults', {
    target,
    method,
    kind: 'error',
    status: 403,
    error: `no access with ${secrets().join(' and ')}`,
    times,
  });

beforeAll(async () => {
  house = await openHouse({ pace: { workflow: 'canned', rateLimits: false }, variables: OPAQUE });
}, 120_000);
afterAll(() => house.close());

describe('a service that repeats every secret in its errors', () => {
  it('tells none: in answers, cards, threads, the record, metrics and logs', async () => {
    await fault('github', '*');
    expectNoSecretIn(JSON.stringify(await house.answerTo(ADA, 'release v1.2.0')), 'the answer');
    expectNoSecretIn(
      JSON.stringify(await navi(house.navi.url, ['release', 'v1.2.0', '--dry-run'])),
      'a terminal',
    );
    await mend();

    await house.request(ADA, 'v1.2.0');
    await fault('gcs', 'objects.rewrite');
    await house.approve(BEN);
    await until(
      'the card says why',
      async () => textOf(await house.card()).includes('no access with'),
      120_000,
    );
    await mend();
    expectNoSecretIn(JSON.stringify(await house.messages()), 'the channel');
    for (const words of [['status'], ['history'], ['audit', 'verify']])
      expectNoSecretIn(JSON.stringify(await navi(house.navi.url, words)), words.join(' '));
    const metrics = await fetch(`${house.navi.url}/metrics`, {
      headers: { authorization: `Bearer ${OPAQUE.NAVI_METRICS_TOKEN}` },
    });
    expect(metrics.status).toBe(200);
    expectNoSecretIn(await metrics.text(), 'the metrics');
    expectNoSecretIn(house.navi.log().join('\n'), 'the log');
    const dir = house.world.variables['NAVI_DATA_DIR'] ?? '';
    for (const file of await readdir(dir))
      expectNoSecretIn(await readFile(join(dir, file), 'latin1').catch(() => ''), file);
  }, 180_000);
});

/** What a terminal is told, in the bytes in which it comes. */
async function told(words: string): Promise<string> {
  const answer = await fetch(`${house.navi.url}/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-navi-client': '1' },
    body: JSON.stringify({ words }),
  });
  return answer.text();
}

describe('a guess of a secret', () => {
  const answers: readonly [string, (guess: string) => string][] = [
    ['an unknown command', (guess) => `foo ${guess}`],
    ['the command itself', (guess) => guess],
    ['a version', (guess) => `release v1.2.0-${guess}`],
    ['an operation', (guess) => `approve ${guess} x`],
    ['a topic', (guess) => `help ${guess}`],
  ];
  const windows: typeof answers = [
    ['a reason', (guess) => `quarantine v1.0.0 --reason ${guess}`],
    ['a code', (guess) => `pair ${guess}`],
  ];

  it.each(answers)('as %s is answered as a wrong one is in Slack', async (_, words) => {
    for (const [right, wrong] of GUESSES.slice(0, 2)) {
      const seen = async (guess: string) => {
        const note = await house.answerTo(right === GUESSES[0]?.[0] ? DEV : CLEO, words(guess));
        return `${note.text} ${textOf(note)}`.replaceAll(guess, 'GUESS');
      };
      expect(await seen(right)).toBe(await seen(wrong));
    }
  });

  it.each(windows)('as %s is answered as a wrong one is in a window', async (_, words) => {
    for (const [right, wrong] of GUESSES.slice(0, 2)) {
      const seen = async (guess: string) => {
        const window = await house.commandForModal(BEN, words(guess));
        await house.dismiss(BEN, window);
        return textOf(window).replaceAll(guess, 'GUESS');
      };
      expect(await seen(right)).toBe(await seen(wrong));
    }
  });

  it.each([...answers, ...windows])('as %s is answered as a wrong one is in a terminal', async (_, words) => {
    for (const [right, wrong] of GUESSES.slice(0, 1)) {
      const seen = async (guess: string) => (await told(words(guess))).replaceAll(guess, 'GUESS');
      expect(await seen(right)).toBe(await seen(wrong));
    }
  });
});
