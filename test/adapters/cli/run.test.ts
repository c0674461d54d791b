import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runCli } from '../../../src/adapters/cli/run.ts';
import { screenOf } from '../../../src/adapters/cli/screen.ts';
import type { Terminal } from '../../../src/adapters/cli/terminal.ts';
import { createWeb, type Web } from '../../../src/adapters/web/web.ts';
import { askOffline } from '../../../src/app/ask-offline.ts';
import { isNewEnough } from '../../../src/bin/launch.js';
import { refuse } from '../../../src/domain/refusal.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { createFakeApp, type FakeApp } from '../slack/fake-app.ts';

let cwd: string;
let app: FakeApp;
let web: Web;
let url: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'navi-cli-'));
  app = createFakeApp();
  web = createWeb({
    app,
    port: 0,
    host: '127.0.0.1',
    ready: async () => ({ store: true, slack: true, record: true }),
    metrics: { contentType: 'text/plain', metrics: async () => '' },
    webhookSecret: undefined,
    onRunChanged: async () => undefined,
    telemetry: createFakeTelemetry(),
  });
  url = `http://127.0.0.1:${(await web.start()).port}`;
});
afterEach(async () => {
  await web.stop();
  await rm(cwd, { recursive: true });
});

/** What the simulated world leaves in its folder. */
async function world(address: string): Promise<void> {
  await mkdir(join(cwd, '.navi'), { recursive: true });
  await writeFile(join(cwd, '.navi', 'world.env'), `NAVI_URL=${address}\n`);
}

/** One call of the CLI with these variables and no other. */
async function navi(
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
  { wait = async () => undefined, ...more }: Partial<Terminal> = {},
) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(words, {
    env: { PATH: cwd, ...env },
    cwd,
    version: '1.2.3',
    screen: { colour: false },
    wait,
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    ...more,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('npx navi', () => {
  it('asks the running bot as the person whose token it has', async () => {
    const { code, out, err } = await navi(['status'], { NAVI_URL: url, NAVI_TOKEN: 'token-of-ada' });

    expect({ code, out, err }).toEqual({ code: 0, out: 'You typed: status', err: '' });
    expect(app.asked[0]?.caller).toMatchObject({ account: 'trm_ada' });
  });

  it('keeps words together that the shell was told to', async () => {
    await navi(['rollback', 'v1.1.0', '--reason', 'it "broke" the portal', '--json'], { NAVI_URL: url });

    expect(app.asked[0]?.words).toBe(`rollback v1.1.0 --reason "it 'broke' the portal"`);
    expect(app.asked[0]?.caller).toMatchObject({ is: 'unproven' });
  });

  it.each([
    [refuse({ code: 'token-invalid' }), 3],
    [refuse({ code: 'version-malformed', typed: 'x' }), 2],
  ])('ends with the exit code of the answer', async (refusal, code) => {
    app.replies.answer = (asked) => ({ is: 'refusal', refusal, asked });

    expect(await navi(['release', 'x'], { NAVI_URL: url })).toMatchObject({ code });
  });

  it('ends with 1 when the journal is not whole, so that a cron job notices', async () => {
    app.replies.answer = () => ({ is: 'line', text: 'row 98: not as it was written', level: 'bad' });

    expect(await navi(['audit', 'verify'], { NAVI_URL: url })).toMatchObject({ code: 1 });
  });

  it('ends with 78 when it has to work without a bot and is not configured to', async () => {
    await web.stop();

    const { code, err } = await navi(['status'], { NAVI_URL: url }, { offline: askOffline });
    expect(code).toBe(78);
    expect(err).toContain('NAVI_JOURNAL_KEY');
  });

  it('gives the answer as JSON', async () => {
    const { out } = await navi(['status', '--json'], { NAVI_URL: url });

    expect(JSON.parse(out)).toMatchObject({ message: { is: 'line', text: 'You typed: status' }, exit: 0 });
  });

  it('finds the simulated world when nothing else is configured, and says so', async () => {
    await world(url);

    const { code, err } = await navi(['status']);

    expect([code, err]).toEqual([0, expect.stringContaining('simulated')]);
    expect(app.asked[0]?.caller).toMatchObject({ is: 'unproven' });
    expect(await navi(['status'], { NODE_ENV: 'production' })).toMatchObject({ code: 78 });
  });

  it('finds the bot of this machine where its own variables are set, and not the simulated world', async () => {
    await world(url);
    const { port } = new URL(url);

    const { code, err } = await navi(['status'], {
      SLACK_BOT_TOKEN: 'x',
      NODE_ENV: 'production',
      PORT: port,
    });

    expect([code, err]).toEqual([0, '']);
  });

  it('gives a real token to no simulated world, and no world on another machine anything', async () => {
    await world(url);
    await navi(['status'], { NAVI_TOKEN: 'token-of-ada' });
    expect(app.asked[0]?.caller).toMatchObject({ is: 'unproven' });

    await world('http://192.0.2.1:9');
    expect(await navi(['status'], { NAVI_TOKEN: 'token-of-ada' })).toMatchObject({ code: 78 });
  });

  it('sends no token over http to another machine', async () => {
    const env = { NAVI_URL: 'http://192.0.2.1:9', NAVI_TOKEN: 'token-of-ada' };

    expect(await navi(['status'], env)).toMatchObject({ code: 78, err: expect.stringContaining('https') });
    expect(await navi(['login'], { NAVI_URL: 'http://192.0.2.1:9' })).toMatchObject({ code: 78 });
  });

  it.each([[{}], [{ NAVI_URL: 'ftp://navi' }], [{ NAVI_URL: 'navi' }]])(
    'ends with 78 when it does not know where the bot is: %o',
    async (env) => {
      const { code, err } = await navi(['status'], env);

      expect(code).toBe(78);
      expect(err).toContain('NAVI_URL');
    },
  );

  it('says what to do when the bot cannot be reached', async () => {
    await web.stop();

    const { code, err } = await navi(['status'], { NAVI_URL: url });

    expect(code).toBe(1);
    expect(err).toContain('cannot be reached (ECONNREFUSED)');
    expect(err).toContain('nothing was done');
  });

  it('does not take another server for the bot', async () => {
    const { code, err } = await navi(['status'], { NAVI_URL: `${url}/somewhere` });

    expect([code, err]).toEqual([1, expect.stringContaining('404')]);
  });

  it('explains itself without a bot', async () => {
    expect(await navi(['--version'])).toEqual({ code: 0, out: '1.2.3', err: '' });
    expect((await navi(['--help'])).out).toContain('Exit codes');
    await navi(['release', '--help'], { NAVI_URL: url });
    expect(app.asked[0]?.words).toBe('help release');
  });

  it('says when the token is invalid, and shows the answer without it', async () => {
    const { code, err } = await navi(['status'], { NAVI_URL: url, NAVI_TOKEN: 'navi_old' });

    expect([code, err]).toEqual([0, 'Your token proves nobody.']);
    expect(app.asked[0]?.caller).toMatchObject({ is: 'unproven' });
  });
});

describe('npx navi login', () => {
  const token = 'token-of-ada';
  const issued = {
    is: 'issued',
    token,
    person: 'Ada Okafor',
    expiresAt: '2026-12-23T13:00:00.000Z',
  } as const;
  const tokens = () => join(cwd, 'config', 'navi', 'tokens');
  const home = () => ({ XDG_CONFIG_HOME: join(cwd, 'config') });

  it('shows the code, waits for its confirmation, and keeps the token for this door alone', async () => {
    let asked = 0;
    const { code, out } = await navi(
      ['login'],
      { NAVI_URL: url, ...home() },
      {
        wait: async () => {
          asked += 1;
          if (asked === 3) app.replies.terminal = issued;
        },
      },
    );

    expect([code, asked]).toEqual([0, 3]);
    expect(out).toContain('/navi pair ACDE-FGHJ');
    expect(out).toContain('Ada Okafor');
    expect(out).not.toContain(token);
    const [file = ''] = await readdir(tokens());
    expect((await stat(join(tokens(), file))).mode & 0o777).toBe(0o600);
    expect((await stat(tokens())).mode & 0o777).toBe(0o700);

    await navi(['status'], { NAVI_URL: url, ...home() });
    expect(app.asked.at(-1)?.caller).toMatchObject({ account: 'trm_ada' });
    await navi(['status'], { NAVI_URL: url.replace('127.0.0.1', 'localhost'), ...home() });
    expect(app.asked.at(-1)?.caller).toMatchObject({ is: 'unproven' });
  });

  it('never sends the token of one bot to another, for any file name', async () => {
    app.replies.terminal = issued;
    await navi(['login'], { NAVI_URL: url, ...home() });
    const [file = ''] = await readdir(tokens());
    const other = file.replace('127.0.0.1', 'localhost');
    await writeFile(join(tokens(), other), await readFile(join(tokens(), file), 'utf8'));

    await navi(['status'], { NAVI_URL: url.replace('127.0.0.1', 'localhost'), ...home() });

    expect(app.asked.at(-1)?.caller).toMatchObject({ is: 'unproven' });
  });

  it("keeps a simulated world's beside that world, and the real one's away from it", async () => {
    app.replies.terminal = issued;
    await navi(['login'], { NAVI_URL: url, ...home() });
    await world(url);
    await navi(['status'], home());
    expect(app.asked.at(-1)?.caller).toMatchObject({ is: 'unproven' });

    await navi(['login'], home());
    await navi(['status'], home());

    expect(app.asked.at(-1)?.caller).toMatchObject({ account: 'trm_ada' });
    expect(await readdir(join(cwd, '.navi', 'tokens'))).toHaveLength(1);
  });

  it('ends when the code was not confirmed in time', async () => {
    app.replies.terminal = { is: 'gone' };

    expect(await navi(['login'], { NAVI_URL: url, ...home() })).toMatchObject({
      code: 1,
      err: expect.stringContaining('not confirmed'),
    });
  });

  it('is undone by logout, at the bot and here', async () => {
    app.replies.terminal = issued;
    await navi(['login'], { NAVI_URL: url, ...home() });

    expect(await navi(['logout'], { NAVI_URL: url, ...home() })).toMatchObject({ code: 0 });

    expect(app.asked.at(-1)).toMatchObject({ words: 'tokens revoke own', caller: { account: 'trm_ada' } });
    expect(await readdir(tokens())).toEqual([]);
    expect(await navi(['logout'], { NAVI_URL: url, ...home() })).toMatchObject({
      err: 'This terminal has no token.',
    });
  });
});

describe('what another server says', () => {
  const HOSTILE = '\u001b]0;pwn\u0007\u001b[2J\u009b31m\u202egnp.exe\u2066\u200b\u061c\u00adend';
  let other: Server;
  let answer: { status: number; body: string };
  beforeEach(async () => {
    other = createServer((_, response) => {
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(answer.body);
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => other.close());

  const line = (text: string) => ({
    message: { is: 'line', text, level: 'info' },
    exit: 0,
    explained: [],
    notice: text,
  });
  it.each([
    ['an error', 400, { error: HOSTILE }],
    ['an error in another form', 500, HOSTILE],
    ['an answer', 200, line(HOSTILE)],
    [
      'an answer to login',
      200,
      { code: HOSTILE, secret: 'x', expiresAt: HOSTILE, is: 'issued', token: 'x', person: HOSTILE },
    ],
    ['a reference', 200, { ...line('x'), message: { is: 'fault', reference: HOSTILE, text: HOSTILE } }],
    ['nothing that is one', 200, { message: HOSTILE }],
  ])('steers no terminal: %s', async (_what, status, body) => {
    answer = { status, body: JSON.stringify(body) };
    const { port } = z.object({ port: z.number() }).parse(other.address());
    for (const words of [['status'], ['login'], ['logout'], ['status', '--json']]) {
      const env = { NAVI_URL: `http://127.0.0.1:${port}`, NAVI_TOKEN: 'x', XDG_CONFIG_HOME: join(cwd, 'c') };
      const { out, err } = await navi(words, env);
      expect(`${out}${err}`.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });
});

describe('the screen', () => {
  it('has colour for terminals that want it', () => {
    expect(screenOf({ isTTY: true, columns: 80 }, {})).toMatchObject({ colour: true, columns: 80 });
    expect(screenOf({ isTTY: true }, { NO_COLOR: '1' })).toMatchObject({ colour: false });
    expect(screenOf({ isTTY: true }, { TERM: 'dumb' })).toMatchObject({ colour: false });
    expect(screenOf({}, {})).toMatchObject({ colour: false, columns: undefined });
  });

  it('is drawn for by the bot', async () => {
    app.replies.answer = () => ({ is: 'line', text: 'until 2026-11-23T10:00:44.000Z.', level: 'bad' });
    const screen = { colour: true, timezone: 'Europe/Oslo', columns: 60 };

    const { out } = await navi(['status'], { NAVI_URL: url }, { screen });

    expect(out.startsWith('\u001b[31muntil 2026-11-23 11:00 ')).toBe(true);
    expect(out.endsWith('.\u001b[39m')).toBe(true);
  });

  it('of a form that the bot does not know costs the times their zone, and no answer', async () => {
    const screen = { colour: false, timezone: 'Mars/Olympus', columns: -1 };

    expect(await navi(['status'], { NAVI_URL: url }, { screen })).toMatchObject({ out: 'You typed: status' });
  });
});

describe('the launcher', () => {
  it.each([
    ['20.19.5', false],
    ['22.17.1', false],
    ['22.18.0', true],
    ['24.0.0', true],
  ])('knows whether Node %s runs TypeScript', (version, enough) => {
    expect(isNewEnough(version)).toBe(enough);
  });

  it('starts the CLI as a process and hands its exit code on', async () => {
    const script = fileURLToPath(new URL('../../../src/bin/navi.js', import.meta.url));
    const ended = await new Promise((resolve) => {
      const env = { PATH: cwd, NAVI_URL: url };
      const child = execFile(process.execPath, [script, 'status'], { env, cwd }, (_, stdout, stderr) =>
        resolve({ code: child.exitCode, stdout, stderr }),
      );
    });

    expect(ended).toEqual({ code: 0, stdout: 'You typed: status\n', stderr: '' });
  });
});
