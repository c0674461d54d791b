import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Service } from '../../../simulator/variables.ts';
import { startWorld, type World } from '../../../simulator/world.ts';
import { createTelemetry } from '../../../src/adapters/process/telemetry.ts';
import { exitCodeOf } from '../../../src/adapters/terminal/explained.ts';
import { loadChecks } from '../../../src/app/load-checks.ts';
import { loadJobs } from '../../../src/app/load-jobs.ts';
import { resume } from '../../../src/app/resume.ts';
import { assemble, type Parts } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { CheckRow } from '../../../src/domain/check.ts';
import type { Settings } from '../../../src/domain/settings.ts';
import type { Health } from '../../../src/domain/source-health.ts';
import type { Check, CheckContext } from '../../../src/engine/define-check.ts';
import { putDueJobs } from '../../../src/engine/schedules.ts';
import { createDoctor } from '../../../src/features/doctor/examine.ts';
import { tryRights } from '../../../src/features/surfaces/jobs/try-rights.ts';
import { StoreUnwritable } from '../../../src/ports/store-unwritable.ts';
import { JOBS } from '../../harness/app/jobs.ts';
import { until } from '../../harness/until.ts';
import { controlOf } from '../../harness/world/control.ts';

const LIMIT_MS = 120_000;
const HOUR_MS = 3_600_000;
const PACE = { workflow: 'canned', npmLagSeconds: 0, purgeSeconds: 0, edgeSeconds: 0, rateLimits: false };

let dir: string;
let world: World;
let parts: Parts;
let checks: readonly Check[];
let context: CheckContext;

/** The real Navi in a simulated world, an hour after its start. */
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'navi-doctor-'));
  world = await startWorld({ dir, keep: false, pace: PACE, isProtected: true });
  const config = loadConfig(
    { ...world.variables, NAVI_DATA_DIR: join(dir, 'navi'), NAVI_SIMULATED: '1' },
    JOBS.schedules,
  );
  const telemetry = createTelemetry({ level: 'error', secrets: [], write: () => {} });
  parts = await assemble(config, telemetry, 'of a test');
  checks = await loadChecks();
  context = { ...parts.context, host: parts.host };
  const jobs = await loadJobs();
  await putDueJobs(context);
  await resume(context);
  await tryRights(context);
  const worker = await context.store.work(jobs.names, (job) => jobs.run(context, job));
  await until('what is live is known, and the record was compared', async () => {
    const key = { key: 'look', kind: 'verify-live', subject: { kind: 'store', id: 'look' } };
    const dueAt = new Date().toISOString();
    return context.store.transaction(async (tx) => {
      await tx.jobs.put({ ...key, priority: 'normal', dueAt });
      const seen = (await tx.surfaces.all()).filter(({ verifiedAt }) => verifiedAt !== null);
      const compared = await tx.recordChecks.last();
      return seen.length === 4 && typeof compared?.checkedAt === 'string' && compared.notCompared === null;
    });
  });
  await worker.stop(5_000);
}, LIMIT_MS);
afterAll(async () => {
  await parts.close();
  await world.close();
  await rm(dir, { recursive: true, force: true });
});

async function tell(service: Service, path: string, body: object): Promise<void> {
  const answer = await fetch(`${world.urls[service]}/_control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${service} ${path}: ${answer.status} ${await answer.text()}`);
}

const breaks = (service: Service, fault: object) => () => tell(service, 'faults', { times: 20, ...fault });
const mends = (service: Service) => async () => {
  await fetch(`${world.urls[service]}/_control/faults`, { method: 'DELETE' });
};
const tells = (service: Service, path: string, body: object) => () => tell(service, path, body);

async function rows(only: string | null, changed: Partial<CheckContext> = {}): Promise<readonly CheckRow[]> {
  const answer = await createDoctor({ ...context, ...changed }, checks)(only);
  if (answer.is !== 'doctor') throw new Error(JSON.stringify(answer));
  return answer.rows;
}

async function callsSoFar(): Promise<number> {
  const services: readonly Service[] = ['github', 'gcs', 'compute', 'edge', 'npm', 'slack'];
  const logs = await Promise.all(services.map((one) => controlOf(world.urls[one] ?? '').calls()));
  return logs.flat().length;
}

const withSettings = (change: (settings: Settings) => Partial<Settings>) => () => ({
  settings: { ...context.settings, ...change(context.settings) },
});
const inAnHour = () => ({
  clock: { ...context.clock, now: () => new Date(Date.now() + HOUR_MS) },
});

/** What the job that reads Sentry has found. */
const sourceIs = (health: Health) => () =>
  context.store.transaction(async (tx) =>
    tx.sourceStates.save({ ...(await tx.sourceStates.lock('sentry')), health }),
  );

interface Fault {
  what: string;
  check: string;
  is: CheckRow['is'];
  /** Breaks the world, and mends it. */
  breaks?: () => Promise<void>;
  mends?: () => Promise<void>;
  /** Another context instead. */
  changed?: () => Partial<CheckContext>;
  saw: RegExp;
  next: RegExp;
}

const deny = (service: Service, denied: string) => ({
  breaks: tells(service, 'permissions', { denied: [denied] }),
  mends: tells(service, 'permissions', { denied: [] }),
});

const FAULTS: readonly Fault[] = [
  {
    what: 'the pager does not answer',
    check: 'pager',
    is: 'failed',
    breaks: breaks('pager', { kind: 'reset' }),
    mends: mends('pager'),
    saw: /^the pager: it did not answer/,
    next: /address/,
  },
  {
    what: 'no pager is set',
    check: 'pager',
    is: 'not-set-up',
    changed: () => ({ pager: null }),
    saw: /NAVI_PAGER_URL is not set/,
    next: /NAVI_PAGER_SECRET.*docs\/monitoring\.md/,
  },
  {
    what: 'Slack does not accept the token',
    check: 'slack-scopes',
    is: 'failed',
    breaks: breaks('slack', { method: 'auth.test', kind: 'error', error: 'invalid_auth' }),
    mends: mends('slack'),
    saw: /Slack: invalid_auth/,
    next: /\.env\.example/,
  },
  {
    what: 'a scope is not granted',
    check: 'slack-scopes',
    is: 'failed',
    breaks: tells('slack', 'pace', { lacksScope: 'im:write' }),
    mends: tells('slack', 'pace', { lacksScope: '' }),
    saw: /missing_scope: im:write \(to open a direct message\)/,
    next: /Reinstall to Workspace/,
  },
  {
    what: 'Slack refuses a call for a missing scope',
    check: 'slack-channel',
    is: 'failed',
    breaks: tells('slack', 'pace', { lacksScope: 'channels:read' }),
    mends: tells('slack', 'pace', { lacksScope: '' }),
    saw: /missing_scope: it needs channels:read/,
    next: /permissions/,
  },
  {
    what: 'user groups may not be read',
    check: 'on-call',
    is: 'warning',
    breaks: tells('slack', 'pace', { lacksScope: 'usergroups:read' }),
    mends: tells('slack', 'pace', { lacksScope: '' }),
    changed: withSettings(() => ({ onCall: { group: 'S0RELEASE' } })),
    saw: /add the scope usergroups:read/,
    next: /calls Cleo Martins/,
  },
  {
    what: 'the user group does not exist',
    check: 'on-call',
    is: 'warning',
    changed: withSettings(() => ({ onCall: { group: 'S0TEAPOT' } })),
    saw: /Slack has no user group S0TEAPOT/,
    next: /onCall\.group/,
  },
  {
    what: 'Navi is not in its channel',
    check: 'slack-channel',
    is: 'failed',
    breaks: tells('slack', 'membership', { channel: 'releases', user: 'navi', member: false }),
    mends: tells('slack', 'membership', { channel: 'releases', user: 'navi', member: true }),
    saw: /not a member/,
    next: /\/invite @navi/,
  },
  {
    what: 'the App lacks a permission',
    check: 'github-access',
    is: 'failed',
    breaks: tells('github', 'pace', { lacksPermission: 'deployments' }),
    mends: tells('github', 'pace', { lacksPermission: '' }),
    saw: /deployments: write/,
    next: /App’s settings/,
  },
  {
    what: 'GitHub does not accept the credential',
    check: 'github-access',
    is: 'failed',
    breaks: breaks('github', { method: 'repos.get', kind: 'error', status: 401, error: 'Bad credentials' }),
    mends: mends('github'),
    saw: /GitHub: Bad credentials/,
    next: /credential/,
  },
  {
    what: 'there is no release workflow',
    check: 'release-workflow',
    is: 'failed',
    changed: withSettings(({ repository }) => ({
      repository: { ...repository, workflow: '.github/workflows/other.yml' },
    })),
    saw: /has no workflow \.github\/workflows\/other\.yml/,
    next: /repository\.workflow/,
  },
  {
    what: 'the workflow lacks a job that is expected',
    check: 'release-workflow',
    is: 'failed',
    changed: withSettings(({ release }) => ({ release: { ...release, expectedJobs: ['claim', 'brew'] } })),
    saw: /lacks the expected job brew/,
    next: /release\.expectedJobs/,
  },
  {
    what: 'no rule protects the environment',
    check: 'publishing',
    is: 'warning',
    breaks: tells('github', 'environments', { name: 'release' }),
    mends: tells('github', 'environments', { name: 'release', apps: ['navi[bot]'] }),
    saw: /anyone with write access can publish/,
    next: /docs\/protection\.md/,
  },
  {
    what: 'a source does not accept its token',
    check: 'sources',
    is: 'warning',
    breaks: sourceIs({
      is: 'broken',
      since: '2026-11-27T09:00:00.000Z',
      workedAt: null,
      readAt: '2026-11-27T09:00:00.000Z',
      failure: { is: 'unauthorized' },
    }),
    mends: sourceIs({ is: 'not-read-yet' }),
    saw: /Sentry: broken since 2026-11-27T09:00:00.000Z, it does not accept the token \(401\)/,
    next: /Sentry: Replace the token/,
  },
  {
    what: 'a source is not set up',
    check: 'sources',
    is: 'not-set-up',
    breaks: sourceIs({
      is: 'not-set-up',
      workedAt: null,
      readAt: '2026-11-27T09:00:00.000Z',
      missing: { is: 'setting', name: 'SENTRY_AUTH_TOKEN' },
    }),
    mends: sourceIs({ is: 'not-read-yet' }),
    saw: /Sentry: SENTRY_AUTH_TOKEN is not set/,
    next: /Sentry: Set SENTRY_AUTH_TOKEN.*docs\/monitoring\.md/,
  },
  {
    what: 'no ruleset protects release tags',
    check: 'tag-ruleset',
    is: 'not-set-up',
    breaks: tells('github', 'rulesets', { enforced: false }),
    mends: tells('github', 'rulesets', { enforced: true }),
    saw: /No active ruleset/,
    next: /examples\/tag-ruleset\.json/,
  },
  {
    what: 'the bucket refuses to replace objects',
    check: 'bucket',
    is: 'failed',
    ...deny('gcs', 'storage.objects.delete'),
    saw: /storage\.objects\.delete on gs:/,
    next: /Grant Navi's account a role/,
  },
  {
    what: 'the bucket answers 403',
    check: 'bucket',
    is: 'failed',
    breaks: breaks('gcs', { kind: 'error', status: 403, error: 'Access denied.' }),
    mends: mends('gcs'),
    saw: /Google Cloud Storage/,
    next: /Grant/,
  },
  {
    what: 'the URL map may not be purged',
    check: 'cloud-cdn',
    is: 'failed',
    ...deny('compute', 'compute.urlMaps.invalidateCache'),
    saw: /invalidateCache/,
    next: /Grant/,
  },
  {
    what: 'no probe reaches the edge',
    check: 'edge',
    is: 'failed',
    breaks: breaks('edge', { kind: 'reset' }),
    mends: mends('edge'),
    saw: /probes cannot read \/v\d+\/navi-loader\.js/,
    next: /CDN_PROBE_URLS/,
  },
  {
    what: 'npm does not accept the token',
    check: 'npm-token',
    is: 'failed',
    breaks: breaks('npm', { kind: 'error', status: 401, error: 'Unauthorized' }),
    mends: mends('npm'),
    saw: /npm refuses NPM_TOKEN/,
    next: /npmjs\.com/,
  },
  {
    what: 'the npm token ends soon',
    check: 'npm-token',
    is: 'warning',
    changed: () => ({
      registry: {
        ...context.registry,
        token: async () => ({
          is: 'at',
          at: new Date(Date.now() + 5.5 * 24 * HOUR_MS).toISOString(),
          from: 'npm',
        }),
      },
    }),
    saw: /expires in 5 days/,
    next: /new granular token/,
  },
  {
    what: 'the store cannot be written',
    check: 'store',
    is: 'failed',
    changed: () => ({
      store: {
        ...context.store,
        probe: () => Promise.reject(new StoreUnwritable('ENOSPC', 'no space is left')),
      },
    }),
    saw: /no space is left \(ENOSPC\)/,
    next: /docs\/operations\.md/,
  },
  {
    what: 'the disk is nearly full',
    check: 'disk',
    is: 'failed',
    changed: () => ({
      host: { ...context.host, disk: async () => ({ folder: '/data', free: 1_000_000, total: 9_000_000 }) },
    }),
    saw: /1\.0 MB of 9\.0 MB are free at \/data/,
    next: /NAVI_DATA_DIR/,
  },
  {
    what: 'Navi’s clock is wrong',
    check: 'clock',
    is: 'failed',
    changed: () => ({
      host: {
        ...context.host,
        addresses: async () => [{ setting: 'X', address: 'https://x', problem: null, aheadMs: -3_600_000 }],
      },
    }),
    saw: /https:\/\/x is 3600 s behind Navi/,
    next: /NTP/,
  },
  {
    what: 'an address does not answer',
    check: 'addresses',
    is: 'failed',
    breaks: breaks('compute', { kind: 'reset' }),
    mends: mends('compute'),
    changed: () => ({
      host: {
        ...context.host,
        addresses: async () => [
          { setting: 'COMPUTE_API_URL', address: 'https://x', problem: 'ECONNREFUSED', aheadMs: null },
        ],
      },
    }),
    saw: /COMPUTE_API_URL\): ECONNREFUSED/,
    next: /COMPUTE_API_URL/,
  },
  {
    what: 'no process looks at the schedules',
    check: 'schedules',
    is: 'warning',
    changed: inAnHour,
    saw: /verify-live was due at/,
    next: /Start the bot/,
  },
  {
    what: 'the drift monitor has not looked',
    check: 'drift',
    is: 'warning',
    changed: inAnHour,
    saw: /Not verified for 15 minutes: .*CDN v1/,
    next: /Start the bot/,
  },
  {
    what: 'pages may not verify the integrity of the script',
    check: 'integration',
    is: 'failed',
    breaks: tells('edge', 'pace', { allowsPages: false }),
    mends: tells('edge', 'pace', { allowsPages: true }),
    saw: /^v1\/navi-loader\.js has no Access-Control-Allow-Origin/,
    next: /docs\/monitoring\.md/,
  },
  {
    what: 'an approver is deactivated',
    check: 'roster',
    is: 'failed',
    changed: () => ({
      directory: {
        standing: async (account) =>
          account === context.settings.people.find(({ id }) => id === 'ben')?.slack
            ? { is: 'stranger', why: 'deactivated' }
            : { is: 'member' },
      },
      settings: {
        ...context.settings,
        people: context.settings.people.map((one) =>
          one.id === 'ben' ? one : { ...one, roles: one.roles.filter((role) => role !== 'approver') },
        ),
      },
    }),
    saw: /needs 1 approval by other people, and 0 of them can approve \(Ben.*is deactivated/,
    next: /people in navi\.config\.yaml/,
  },
];

describe('the doctor of the real Navi', () => {
  it('finds nothing failed in a world where all is well', { timeout: 60_000 }, async () => {
    const found = await rows(null);

    expect(found.filter(({ is }) => is !== 'ok')).toMatchObject([
      { name: 'configuration', is: 'warning', saw: expect.stringContaining('no service is real') },
      { name: 'dist-tags', is: 'warning', saw: expect.stringContaining('no tag next yet') },
      { name: 'roster', is: 'warning', saw: expect.stringContaining('no owner') },
      { name: 'pinned', is: 'not-set-up', next: expect.stringContaining('verify-stored') },
    ]);
    expect(found.length).toBeGreaterThanOrEqual(19);
  });

  it('asked by four people within a minute, calls each service once, and again after it', {
    timeout: 60_000,
  }, async () => {
    let ahead = 0;
    const clock = { ...context.clock, now: () => new Date(Date.now() + ahead) };
    const doctor = createDoctor({ ...context, clock }, checks);
    const begun = await callsSoFar();
    const answers = await Promise.all([doctor(null), doctor(null), doctor(null)]);
    const three = await callsSoFar();
    await doctor(null);
    const four = await callsSoFar();
    ahead = 60_000;
    await doctor(null);
    const next = await callsSoFar();

    expect(answers).toEqual([answers[0], answers[0], answers[0]]);
    expect(three - begun).toBeGreaterThan(20);
    expect(four).toBe(three);
    expect(next - four).toBe(three - begun);
  });

  it.each(FAULTS)('$check: $what', { timeout: 60_000 }, async (fault) => {
    await fault.breaks?.();
    const [row] = await rows(fault.check, fault.changed?.()).finally(() => fault.mends?.());

    expect(row).toMatchObject({ name: fault.check, is: fault.is, why: expect.stringMatching(/\.$/) });
    if (row === undefined || row.is === 'ok') throw new Error('it is ok');
    expect(row.saw).toMatch(fault.saw);
    expect(row.next).toMatch(fault.next);
  });

  it('waits for a service that hangs no longer than the deadline, and shows the rest', {
    timeout: 60_000,
  }, async () => {
    await tell('slack', 'faults', { method: 'auth.test', kind: 'timeout', times: 20 });
    const began = Date.now();
    const found = await rows(null).finally(mends('slack'));

    expect(Date.now() - began).toBeLessThan(30_000);
    expect(found[0]).toMatchObject({ name: 'slack-scopes', is: 'failed' });
    expect(found.filter(({ is }) => is === 'ok').length).toBeGreaterThan(15);
  });

  it('sees a refused dist-tag by the last test, and writes nothing itself', { timeout: 60_000 }, async () => {
    const name = '@awell-health/navi-js';
    const before = await context.store.transaction((tx) => tx.rights.all());
    const right = before.find(({ id }) => id === `dist-tags:${name}`);
    if (right === undefined) throw new Error('it was not tested');
    await context.store.transaction((tx) =>
      tx.rights.save({ ...right, state: 'refused', detail: 'npm: Forbidden' }),
    );
    const [row] = await rows('dist-tags');
    await context.store.transaction((tx) => tx.rights.save(right));

    expect(row).toMatchObject({ is: 'failed', saw: expect.stringContaining('Forbidden') });
  });

  it('answers a person in Slack and a terminal alike, and has exit code 1 when a check fails', async () => {
    const ada = await parts.app.callerFromChat({ user: 'U0ADA', team: 'T0AWELL' });
    const slack = { is: 'slack', channel: 'C0RELEASES' } as const;
    const asked = (words: string) => parts.app.ask({ words, who: async () => ada, place: slack }).answer;
    const offline = { is: 'unproven', claimed: 'ada' } as const;
    const typed = parts.app.ask({
      words: 'doctor tag-ruleset',
      who: async () => offline,
      place: { is: 'terminal' },
    });

    expect(typed.meanwhile).toBe('Running the checks…');
    const answer = await asked('doctor tag-ruleset');
    expect(answer).toMatchObject({ is: 'doctor', rows: [{ name: 'tag-ruleset', is: 'ok' }] });
    expect(await typed.answer).toMatchObject({ is: 'doctor', rows: [{ is: 'ok' }] });
    expect(exitCodeOf(answer)).toBe(0);
    await tell('slack', 'membership', { channel: 'releases', user: 'navi', member: false });
    const failed = await asked('doctor slack-channel');
    await tell('slack', 'membership', { channel: 'releases', user: 'navi', member: true });
    expect(exitCodeOf(failed)).toBe(1);
    const unknown = await asked('doctor teapot');
    expect(unknown).toMatchObject({ is: 'refusal', refusal: { reasons: [{ code: 'usage' }] } });
    expect(exitCodeOf(unknown)).toBe(2);
  });

  it('is journalled nowhere: it changes nothing', { timeout: 60_000 }, async () => {
    const head = () => context.store.transaction((tx) => tx.journal.head());
    const before = await head();
    await rows(null);

    expect(await head()).toEqual(before);
  });
});
