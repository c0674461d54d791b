import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { question } from '../../../src/adapters/cli/question.ts';
import { runCli } from '../../../src/adapters/cli/run.ts';
import { createWeb, type Web } from '../../../src/adapters/web/web.ts';
import type { RollbackForm } from '../../../src/domain/message.ts';
import { refuse } from '../../../src/domain/refusal.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { sampleConfirmation, sampleForm } from '../../harness/samples/sample-rollback.ts';
import { createFakeApp, type FakeApp } from '../slack/fake-app.ts';

let cwd: string;
let app: FakeApp;
let web: Web;
let url: string;
let form: RollbackForm;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'navi-cli-'));
  app = createFakeApp();
  form = sampleForm();
  app.replies.answer = (words) =>
    words.endsWith('--yes')
      ? { is: 'accepted', operation: 'rbk_1', version: '1.1.0', text: 'v1 goes back to v1.1.0.' }
      : { is: 'rollback-form', form };
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

/** One call of the CLI; with `answers` a person at the terminal gives them in order. */
async function navi(words: readonly string[], answers?: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const questions: string[] = [];
  const code = await runCli(words, {
    env: { PATH: cwd, NAVI_URL: url },
    cwd,
    version: '1.2.3',
    screen: { colour: false },
    wait: async () => undefined,
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    ...(answers !== undefined && {
      ask: async (text: string) => answers[questions.push(text) - 1] ?? '',
    }),
  });
  return { code, out: out.join('\n'), err: err.join('\n'), questions };
}
const words = () => app.asked.map((one) => one.words);

describe('a release under way that has moved nothing', () => {
  it('ends with 2 and both lines to copy, in so many words', async () => {
    const rollBack = { from: '1.1.0', to: '1.0.0', needsReason: false };
    app.replies.answer = () => ({
      is: 'refusal',
      refusal: refuse({ code: 'choose-what-to-stop', stop: '1.1.1', keeps: '1.1.0', rollBack }),
      asked: 'rollback',
    });

    const { code, out, questions } = await navi(['rollback', '--yes'], ['y']);

    expect([code, questions]).toEqual([2, []]);
    expect(out).toContain('To stop v1.1.1 (customers keep v1.1.0): npx navi rollback --stop --yes\n');
    expect(out).toContain('To stop it and roll v1.1.0 back to v1.0.0: npx navi rollback v1.0.0 --yes');
  });

  it('is stopped by npx navi stop, which says what happens and asks', async () => {
    app.replies.answer = (typed) =>
      typed.endsWith('--yes')
        ? { is: 'accepted', operation: 'rel_1', version: '1.2.0', text: 'v1.2.0 is stopped.' }
        : { is: 'confirmation', form: sampleConfirmation() };

    const { code, out, questions } = await navi(['stop', 'v1.2.0'], ['y']);

    expect([code, questions]).toEqual([0, ['Stop v1.2.0 now? [y/N] ']]);
    expect(words()).toEqual(['stop v1.2.0', 'stop v1.2.0 --yes']);
    expect(out).toContain('v1.2.0 will be stopped; customers keep v1.1.0.');
    expect(out).toContain('npx navi stop v1.2.0 --yes');
  });
});

describe('npx navi rollback', () => {
  it('shows what would move and what to type, and does nothing', async () => {
    const { code, out, questions } = await navi(['rollback']);

    expect(code).toBe(0);
    expect(out).toContain('v1/navi-loader.js: 1.2.0 → 1.1.0');
    expect(out).toContain('npx navi rollback v1.1.0 --yes');
    expect([words(), questions]).toEqual([['rollback'], []]);
  });

  it('rolls back immediately with --yes, also for an unproven caller', async () => {
    const { code, out } = await navi(
      ['rollback', 'v1.1.0', '--reason', 'errors on checkout', '--yes'],
      ['y'],
    );

    expect([code, out]).toEqual([0, 'v1 goes back to v1.1.0. (rbk_1)']);
    expect(words()).toEqual(['rollback v1.1.0 --reason "errors on checkout" --yes']);
    expect(app.asked[0]?.caller.is).toBe('unproven');
  });

  it('asks at a terminal, and confirms the version that was shown', async () => {
    const { out, questions } = await navi(['rollback'], ['y']);

    expect(questions).toEqual(['Roll back now? [y/N] ']);
    expect(words()).toEqual(['rollback', 'rollback v1.1.0 --yes']);
    expect(out).toContain('v1 goes back to v1.1.0. (rbk_1)');
  });

  it('keeps the reason and the flag that were typed', async () => {
    form = sampleForm({ reason: 'p99 “too” high', cdnOnly: true, needsReason: 'x' });

    const { questions } = await navi(['rollback', '--cdn-only', '--reason', 'p99 “too” high'], ['yes']);

    expect(questions).toEqual(['Roll back now? [y/N] ']);
    expect(words()).toEqual([
      `rollback --cdn-only --reason "p99 'too' high"`,
      `rollback v1.1.0 --cdn-only --reason "p99 'too' high" --yes`,
    ]);
  });

  it('asks for a reason where one is needed', async () => {
    form = sampleForm({ needsReason: 'v1 was rolled back at 09:00 UTC already' });

    await navi(['rollback'], ['  still "broken" ', 'Y']);

    expect(words()).toEqual(['rollback', `rollback v1.1.0 --reason "still 'broken'" --yes`]);
  });

  it.each([
    [null, ['n']],
    [null, ['']],
    [null, ['yesterday']],
    ['v1 was rolled back already', ['  ', 'y']],
  ])('does nothing without a yes: %o %o', async (needsReason, answers) => {
    form = sampleForm({ needsReason });

    const { code, err } = await navi(['rollback'], answers);

    expect([code, err]).toEqual([0, 'Nothing was done.']);
    expect(words()).toEqual(['rollback']);
  });

  it('asks nothing of who reads JSON', async () => {
    const { out, questions } = await navi(['rollback', '--json'], ['y']);

    expect(JSON.parse(out)).toMatchObject({ message: { is: 'rollback-form' }, exit: 0 });
    expect([words(), questions]).toEqual([['rollback'], []]);
  });
});

describe('a question at the terminal', () => {
  const talk = (typed: string) => {
    const input = new PassThrough();
    const output = new PassThrough();
    const answer = question('Roll back now? [y/N] ', { input, output });
    input.end(typed);
    return { answer, output };
  };

  it('gives the line that was typed', async () => {
    const { answer, output } = talk('y\nand more\n');

    expect(await answer).toBe('y');
    expect(String(output.read())).toContain('Roll back now?');
  });

  it('gives nothing when it is ended instead', async () => {
    expect(await talk('').answer).toBe('');
  });
});
