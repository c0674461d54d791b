import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SimulatedGcs, startGcs } from '../../simulator/gcs/index.ts';
import { type RunningGithub, startGithub } from '../../simulator/github/index.ts';
import { type SimulatedNpm, startNpm } from '../../simulator/npm/index.ts';
import { createGithub } from '../../src/adapters/github/index.ts';
import type { ApprovedRun } from '../../src/domain/claim.ts';
import type { Scm } from '../../src/ports/scm.ts';
import { type Break, controlOf } from '../harness/world/control.ts';
import { bareExample, git, packTiny } from '../simulator/seed/example.ts';
import { APPROVED, ci, downloadedArtifact } from './ci.ts';

const BUCKET = 'cdn-navi-com';
const WORKFLOW = '.github/workflows/release.yml';
const DATE = '2026-11-23T09:00:00Z';
let github: RunningGithub;
let gcs: SimulatedGcs;
let npm: SimulatedNpm;
let scm: Scm;
let repository = '';
let head = '';
let blob = '';

beforeAll(async () => {
  repository = await bareExample(await mkdtemp(join(tmpdir(), 'navi-claim-')));
  head = (await git(repository, ['rev-parse', 'main'])).trim();
  blob = (await git(repository, ['rev-parse', `main:${WORKFLOW}`])).trim();
  github = await startGithub({ repository });
  [gcs, npm] = await Promise.all([startGcs({ bucket: BUCKET }), startNpm()]);
  scm = createGithub({
    baseUrl: github.url,
    auth: { token: 'ghs_simulated_navi' },
    repository: { owner: 'awell-health', name: 'navi' },
    deadlineMs: 30_000,
    writesApartMs: 0,
  });
});
afterAll(() => Promise.all([github.close(), gcs.close(), npm.close()]));

function approved(operation: string, packages: ApprovedRun['packages'] = []): ApprovedRun {
  const workflow = { path: WORKFLOW, blob };
  return { operation, planHash: 'f'.repeat(64), version: '1.2.0', commit: head, workflow, packages };
}

/** As Navi does before it dispatches. */
async function open(operation: string, packages: ApprovedRun['packages'] = []): Promise<string> {
  return (await scm.openClaim({ approved: approved(operation, packages), date: DATE, onto: null })).sha;
}

function revoke(operation: string) {
  return scm.revokeClaim({ operation, reason: 'v1.2.0 was stopped', date: DATE });
}

interface Started {
  operation: string;
  claim: string;
  run: number;
  attempt?: number;
  env?: Record<string, string>;
  cwd?: string;
}

/** One command in a step of this run, as the example's workflow gives it its environment. */
function navi(command: string, { operation, claim, run, attempt = 1, env = {}, cwd = '/' }: Started) {
  return ci({
    argv: [command],
    cwd,
    env: {
      ...APPROVED,
      NAVI_COMMIT: head,
      NAVI_OPERATION: operation,
      NAVI_CLAIM: claim,
      NAVI_CLAIM_PROTOCOL: '1',
      NAVI_BUCKET: BUCKET,
      GCS_API_URL: gcs.url,
      NPM_REGISTRY_URL: npm.url,
      NPM_TOKEN: npm.tokens['workflow'] ?? '',
      GITHUB_SHA: head,
      GITHUB_REF: 'refs/tags/v1.2.0',
      GITHUB_RUN_ID: String(run),
      GITHUB_RUN_ATTEMPT: String(attempt),
      GITHUB_WORKFLOW_REF: `awell-health/navi/${WORKFLOW}@refs/tags/v1.2.0`,
      GITHUB_WORKFLOW_SHA: head,
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: 'awell-health/navi',
      GITHUB_TOKEN: 'ghs_simulated_navi',
      ...env,
    },
  });
}

async function upload(started: Started) {
  return navi('upload', { ...started, cwd: await downloadedArtifact({ commit: head }) });
}

async function breakCall(how: Break) {
  await controlOf(github.url).breakCall(how);
}

async function isUploaded() {
  return (await fetch(`${gcs.url}/public/${BUCKET}/v1.2.0/navi-loader.js`)).status === 200;
}

describe('navi ci claim', () => {
  test('binds the claim to the first run; a second run ends before any effect', async () => {
    const claim = await open('op_first');

    expect(await navi('claim', { operation: 'op_first', claim, run: 11 })).toMatchObject({ code: 0 });
    const second = await navi('claim', { operation: 'op_first', claim, run: 12 });

    expect(second).toMatchObject({ code: 1 });
    expect(second.log).toContain('Operation op_first belongs to run 11, this is run 12.');
    expect(await scm.claim('op_first')).toMatchObject({
      parent: claim,
      claim: {
        state: 'bound',
        approved: { operation: 'op_first', commit: head },
        run: {
          id: 11,
          attempt: 1,
          ref: 'refs/tags/v1.2.0',
          headSha: head,
          workflow: { path: WORKFLOW, blob },
        },
      },
    });
  });

  test('of two runs at once exactly one has it', async () => {
    const claim = await open('op_race');
    const ended = await Promise.all(
      [21, 22].map((run) => navi('claim', { operation: 'op_race', claim, run })),
    );
    expect(ended.map(({ code }) => code).sort()).toEqual([0, 1]);
  });

  test.each([
    ['git.updateRef', 'accept-then-reset'],
    ['git.updateRef', 'reset'],
    ['git.createCommit', 'accept-then-reset'],
    ['git.createTree', 'error'],
  ] as const)('%s with %s: what became of it is read', async (method, kind) => {
    const operation = `op_${method.slice(4)}_${kind}`;
    const claim = await open(operation);
    await breakCall({ method, kind });

    expect(await navi('claim', { operation, claim, run: 31 })).toMatchObject({ code: 0 });
    expect(await navi('claim', { operation, claim, run: 32 })).toMatchObject({ code: 1 });
  });

  test('a claim that was revoked before is not bound', async () => {
    const claim = await open('op_revoked');
    await revoke('op_revoked');

    const ended = await navi('claim', { operation: 'op_revoked', claim, run: 41 });

    expect(ended).toMatchObject({ code: 1 });
    expect(ended.log).toContain('The claim of operation op_revoked is revoked: v1.2.0 was stopped.');
    expect(await scm.claim('op_revoked')).toMatchObject({ claim: { state: 'revoked', run: null } });
  });

  test('a missing claim, or another one than the dispatch named, is not bound', async () => {
    const claim = await open('op_named');
    const none = await navi('claim', { operation: 'op_none', claim, run: 51 });
    const other = await navi('claim', { operation: 'op_named', claim: head, run: 51 });

    expect([none.code, other.code]).toEqual([1, 1]);
    expect(none.log).toContain('Navi opens the claim before it starts the run');
    expect(other.log).toContain(`The run was started with the claim ${head}`);
    expect(await scm.claim('op_named')).toMatchObject({ sha: claim, claim: { state: 'open' } });
  });

  test.each([
    ['commit', { GITHUB_SHA: '1'.repeat(40) }],
    ['ref', { GITHUB_REF: 'refs/heads/v1.2.0' }],
    ['workflow file', { GITHUB_WORKFLOW_REF: 'awell-health/navi/package.json@refs/tags/v1.2.0' }],
    ['version', { NAVI_VERSION: '1.2.1' }],
  ])('a run that differs in its %s from the approved one does not bind it', async (what, env) => {
    const operation = `op_differs_${what.replace(' ', '_')}`;
    const claim = await open(operation);

    const ended = await navi('claim', { operation, claim, run: 61, env });

    expect(ended.code).toBe(1);
    expect(ended.log).toMatch(/not the approved one: its |was requested, but the claim is of/);
    expect(await scm.claim(operation)).toMatchObject({ sha: claim });
  });

  test('a workflow that speaks the protocol cannot go without a claim, or with another number', async () => {
    const empty = await navi('claim', { operation: 'op_empty', claim: '', run: 71 });
    const newer = await navi('claim', {
      operation: 'op_empty',
      claim: head,
      run: 71,
      env: { NAVI_CLAIM_PROTOCOL: '2' },
    });

    expect(empty).toMatchObject({ code: 2, log: expect.stringContaining('NAVI_CLAIM is not set') });
    expect(newer).toMatchObject({ code: 2, log: expect.stringContaining('this navi speaks 1') });
    expect(await scm.claim('op_empty')).toBeUndefined();
  });

  test('a token that may not read or write fails, and is not shown', async () => {
    const claim = await open('op_denied');
    const env = { GITHUB_TOKEN: 'ghs_of_nobody' };
    const ended = await navi('claim', { operation: 'op_denied', claim, run: 81, env });

    expect(ended.code).toBe(1);
    expect(ended.log).toContain('refused');
    expect(ended.log).not.toContain('ghs_of_nobody');
  });
});

describe('a command that writes', () => {
  test('goes on in the bound run and in its further attempts, of all jobs and of the failed ones', async () => {
    await fetch(`${gcs.url}/_control/reset`, { method: 'POST' });
    const claim = await open('op_attempts');
    const mine = { operation: 'op_attempts', claim, run: 91 };
    expect(await upload(mine)).toMatchObject({
      code: 1,
      log: expect.stringContaining('is not bound yet'),
    });
    expect(await isUploaded()).toBe(false);

    await navi('claim', mine);
    expect(await upload(mine)).toMatchObject({ code: 0 });
    // Failed jobs alone, then all jobs.
    expect(await upload({ ...mine, attempt: 2 })).toMatchObject({ code: 0 });
    expect(await navi('claim', { ...mine, attempt: 3 })).toMatchObject({ code: 0 });
    expect(await upload({ ...mine, attempt: 3 })).toMatchObject({ code: 0 });
    expect(await upload({ ...mine, run: 92 })).toMatchObject({
      code: 1,
      log: expect.stringContaining('belongs to run 91, this is run 92'),
    });
  });

  test('writes nothing once the claim is revoked, in no attempt', async () => {
    await fetch(`${gcs.url}/_control/reset`, { method: 'POST' });
    const claim = await open('op_late');
    const mine = { operation: 'op_late', claim, run: 93 };
    await navi('claim', mine);
    expect(await revoke('op_late')).toMatchObject({ run: 93 });

    for (const attempt of [1, 2]) {
      const ended = await Promise.all([
        upload({ ...mine, attempt }),
        navi('claim', { ...mine, attempt }),
        ...['publish', 'smoke', 'manifest'].map((command) =>
          navi(command, {
            ...mine,
            attempt,
            env: { NAVI_CDN_HOST: 'cdn.example', CDN_PROBE_URLS: gcs.url },
          }),
        ),
      ]);
      expect(ended.map(({ code }) => code)).toEqual([1, 1, 1, 1, 1]);
      for (const { log } of ended) expect(log).toContain('is revoked: v1.2.0 was stopped');
    }
    expect(await isUploaded()).toBe(false);
  });

  test('publishes what the claim names, and nothing where the build has anything else', async () => {
    const [one, two] = await Promise.all(
      ['@awell-health/one', '@awell-health/two'].map(async (name) => ({
        name,
        version: '1.2.0',
        tarball: await packTiny(name, '1.2.0'),
      })),
    );
    if (one === undefined || two === undefined) throw new Error('nothing was packed');
    const named = (...packages: ApprovedRun['packages']) => packages;
    const publish = async (operation: string, claimed: ApprovedRun['packages'], built = [one]) => {
      const mine = { operation, claim: await open(operation, claimed), run: 94 };
      await navi('claim', mine);
      return navi('publish', {
        ...mine,
        cwd: await downloadedArtifact({ commit: head, packages: built }),
      });
    };
    const { name, version } = one;

    const extra = await publish('op_extra', named({ name, version, access: 'public' }), [one, two]);
    const lacking = await publish('op_lacking', named({ name, version }, { name: two.name, version }));
    const older = await publish('op_older', named({ name, version: '1.1.0' }));
    const twice = await publish('op_twice', named({ name, version }), [
      one,
      { ...two, name, version: '9.9.9' },
    ]);
    const mislabelled = await publish('op_mislabelled', named({ name, version }), [{ ...two, name }]);
    const relabelled = await publish('op_relabelled', named({ name, version: '1.3.0' }), [
      { ...one, version: '1.3.0' },
    ]);
    expect([twice.log, mislabelled.log, relabelled.log]).toEqual([
      expect.stringContaining('one@9.9.9 was built, and the claim does not name it'),
      expect.stringContaining(`holds ${two.name}@1.2.0, the build reported ${name}@1.2.0`),
      expect.stringContaining(`holds ${name}@1.2.0, the build reported ${name}@1.3.0`),
    ]);
    expect((await fetch(`${npm.url}/${two.name.replace('/', '%2f')}`)).status).toBe(404);
    expect([extra.log, lacking.log, older.log]).toEqual([
      expect.stringContaining('two@1.2.0 was built, and the claim does not name it'),
      expect.stringContaining('two@1.2.0 was approved, and the build does not have it'),
      expect.stringContaining('one@1.2.0 was built, 1.1.0 was approved'),
    ]);
    expect((await fetch(`${npm.url}/${name.replace('/', '%2f')}`)).status).toBe(404);

    expect(await publish('op_named_all', named({ name, version, access: 'public' }))).toMatchObject({
      code: 0,
      log: expect.stringContaining('published under next'),
    });

    await fetch(`${npm.url}/_control/pace`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ npmRestricted: name }),
    });
    const next = { name, version: '1.3.0', tarball: await packTiny(name, '1.3.0') };
    const widened = named({ name, version: next.version, access: 'public' });
    expect(await publish('op_widened', widened, [next])).toMatchObject({
      code: 1,
      log: expect.stringContaining(`${name} is restricted on npm, and a release never makes it public`),
    });
  });
});

describe('a workflow from before the protocol', () => {
  const old = (run: number, operation: string) => ({
    operation,
    claim: '',
    run,
    env: { NAVI_CLAIM_PROTOCOL: '' },
  });

  test('claims as it did: the first run has the operation, in all its attempts', async () => {
    expect(await navi('claim', old(11, 'op_old'))).toMatchObject({ code: 0 });
    expect(await navi('claim', { ...old(11, 'op_old'), attempt: 2 })).toMatchObject({ code: 0 });
    expect(await navi('claim', old(12, 'op_old'))).toMatchObject({
      code: 1,
      log: expect.stringContaining('belongs to run 11; this run (12) ends'),
    });
    expect(await git(repository, ['cat-file', '-p', 'refs/navi/op_old'])).toContain('run: 11');
  });

  test('ends at the claim where Navi has revoked it first, and in a further attempt after a revoke', async () => {
    await revoke('op_old_before');
    expect(await navi('claim', old(21, 'op_old_before'))).toMatchObject({ code: 1 });

    await navi('claim', old(22, 'op_old_after'));
    expect(await revoke('op_old_after')).toMatchObject({ run: 22 });
    expect(await navi('claim', { ...old(22, 'op_old_after'), attempt: 2 })).toMatchObject({ code: 1 });
  });
});
