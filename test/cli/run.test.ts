import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noPaint, paintFor } from '../../src/cli/paint.ts';
import { runCli } from '../../src/cli/run.ts';
import { refuse } from '../../src/domain/refusal.ts';
import { isNewEnough } from '../../src/launch.js';
import { createWeb, type Web } from '../../src/web/web.ts';
import { createFakeTelemetry } from '../fakes/telemetry.ts';
import { createFakeDesk, type FakeDesk } from '../slack/fake-desk.ts';

let cwd: string;
let desk: FakeDesk;
let web: Web;
let url: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'navi-cli-'));
  desk = createFakeDesk();
  web = createWeb({
    desk,
    port: 0,
    host: '127.0.0.1',
    ready: async () => ({ store: true, slack: true }),
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

/** One call of the CLI with these variables and no other; `gh` cannot be found. */
async function navi(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(words, {
    env: { PATH: cwd, ...env },
    cwd,
    version: '1.2.3',
    paint: noPaint,
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('npx navi', () => {
  it('asks the running bot as the person whose token it has', async () => {
    const { code, out, err } = await navi(['status'], { NAVI_URL: url, NAVI_TOKEN: 'ghp_simulated_ada' });

    expect({ code, out, err }).toEqual({ code: 0, out: 'You typed: status', err: '' });
    expect(desk.asked[0]?.caller).toMatchObject({ account: 'ada-okafor' });
  });

  it('keeps words together that the shell was told to', async () => {
    await navi(['rollback', 'v1.1.0', '--reason', 'it "broke" the portal', '--json'], { NAVI_URL: url });

    expect(desk.asked[0]?.words).toBe(`rollback v1.1.0 --reason "it 'broke' the portal"`);
    expect(desk.asked[0]?.caller).toMatchObject({ is: 'unproven' });
  });

  it.each([
    [refuse({ code: 'token-invalid' }), 3],
    [refuse({ code: 'version-malformed', typed: 'x' }), 2],
  ])('ends with the exit code of the answer', async (refusal, code) => {
    desk.replies.answer = (asked) => ({ is: 'refusal', refusal, asked });

    expect(await navi(['release', 'x'], { NAVI_URL: url })).toMatchObject({ code });
  });

  it('gives the answer as JSON', async () => {
    const { out } = await navi(['status', '--json'], { NAVI_URL: url });

    expect(JSON.parse(out)).toMatchObject({ message: { is: 'line', text: 'You typed: status' }, exit: 0 });
  });

  it('finds the simulated world when nothing else is configured, and says so', async () => {
    await mkdir(join(cwd, '.navi'));
    await writeFile(join(cwd, '.navi', 'world.env'), `NAVI_URL=${url}\nNAVI_TOKEN="ghp_simulated_ada"\n`);

    const { code, err } = await navi(['status']);

    expect([code, err]).toEqual([0, expect.stringContaining('simulated')]);
    expect(desk.asked[0]?.caller).toMatchObject({ account: 'ada-okafor' });
    expect(await navi(['status'], { SLACK_BOT_TOKEN: 'x' })).toMatchObject({ code: 78 });
    expect(await navi(['status'], { NODE_ENV: 'production' })).toMatchObject({ code: 78 });
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
    expect(desk.asked[0]?.words).toBe('help release');
  });

  it('asks the GitHub CLI for a token where there is one', async () => {
    await writeFile(join(cwd, 'gh'), '#!/bin/sh\n[ "$*" = "auth token" ] && echo ghp_simulated_ada\n', {
      mode: 0o755,
    });

    await navi(['status'], { NAVI_URL: url });

    expect(desk.asked[0]?.caller).toMatchObject({ account: 'ada-okafor' });
  });
});

describe('colour', () => {
  it('is for terminals that want it', () => {
    expect(paintFor({ isTTY: true }, {})('red', 'x')).toContain('\u001b[31m');
    expect(paintFor({ isTTY: true }, { NO_COLOR: '1' })('red', 'x')).toBe('x');
    expect(paintFor({}, {})('red', 'x')).toBe('x');
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
    const script = fileURLToPath(new URL('../../src/navi.js', import.meta.url));
    const ended = await new Promise((resolve) => {
      const env = { PATH: cwd, NAVI_URL: url };
      const child = execFile(process.execPath, [script, 'status'], { env, cwd }, (_, stdout, stderr) =>
        resolve({ code: child.exitCode, stdout, stderr }),
      );
    });

    expect(ended).toEqual({ code: 0, stdout: 'You typed: status\n', stderr: '' });
  });
});
