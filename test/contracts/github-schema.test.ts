import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createGithub, type GithubAuth } from '../../src/adapters/github/index.ts';
import type { Feedback } from '../../src/ports/feedback.ts';
import type { Scm } from '../../src/ports/scm.ts';
import { filesAt } from '../harness/fakes/story.ts';
import { problemsOf } from '../schemas/conforms.ts';
import { GITHUB_ROUTES } from '../schemas/github-routes.ts';
import { startWorld, until, WORKFLOW, type World } from '../simulator/github/world.ts';
import { failureOf } from './right-kinds.ts';

interface Answer {
  route: string;
  status: number;
  body: unknown;
}

const PROTECTED = `
name: Release
on: { workflow_dispatch: { inputs: { operation: {} } } }
run-name: Release (\${{ inputs.operation }})
jobs:
  build: { runs-on: x, steps: [{ run: 'true' }] }
  publish:
    needs: build
    runs-on: x
    environment: { name: release }
    steps: [{ run: 'true' }]
`;

/** Every answer that the simulated GitHub has given to Navi's client, oldest first. */
const answers: Answer[] = [];

/** `/repos/a/b/git/ref/tags/v1` is `GET /repos/{owner}/{repo}/git/ref/{ref}`; the most literal route wins. */
function routeOf(method: string, path: string): string | undefined {
  const literal = (route: string) => route.replace(/\{[^}]+\}/g, '').length;
  return GITHUB_ROUTES.filter((route) => {
    const [verb, template = ''] = route.split(' ');
    const pattern = template.replace(/\{(ref|path|basehead)\}/g, '.+').replace(/\{[^}]+\}/g, '[^/]+');
    return verb === method && new RegExp(`^${pattern}$`).test(path);
  }).sort((a, b) => literal(b) - literal(a))[0];
}

function recordAnswers(base: string): void {
  const real = globalThis.fetch;
  vi.stubGlobal('fetch', async (input: string | URL | Request, init?: RequestInit) => {
    const answer = await real(input, init);
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const route = routeOf(init?.method ?? 'GET', pathname);
    if (!String(input).startsWith(base) || route === undefined) return answer;
    const text = await answer.clone().text();
    const isJson = answer.headers.get('content-type')?.includes('json') === true;
    answers.push({
      route,
      status: answer.status,
      body: isJson && text !== '' ? JSON.parse(text) : undefined,
    });
    return answer;
  });
}

let world: World;
beforeAll(async () => {
  world = await startWorld(
    { ...filesAt('v1.1.0'), [WORKFLOW]: PROTECTED },
    {
      pace: { workflow: 'canned' },
      tagRules: [{ pattern: 'v*', bypass: ['navi[bot]'] }],
      environments: [{ name: 'release', reviewers: ['dev-rao'], waitSeconds: 0, apps: ['navi[bot]'] }],
    },
  );
  recordAnswers(world.url);
  await callEverything();
}, 60_000);
afterAll(async () => {
  vi.unstubAllGlobals();
  await world.close();
});

function connect(auth: GithubAuth = { token: 'ghs_simulated_navi' }): Scm & Feedback {
  const repository = { owner: 'awell-health', name: 'navi' };
  return createGithub({ baseUrl: world.url, auth, repository, deadlineMs: 10_000, writesApartMs: 0 });
}

/** Calls every method of the port, what is there and what is not. */
async function callEverything(): Promise<void> {
  const scm = connect();
  const { head } = await scm.defaultBranch();
  await readSource(scm, head);
  const date = '2026-11-23T09:00:00.000Z';
  const { object } = await scm.createTag({ name: 'v1.1.0', commit: head, message: 'v1.1.0', date });
  await failureOf(scm.createTag({ name: 'v1.1.0', commit: head, message: 'v1.1.0', date }));
  await scm.createTag({ name: 'v1.0.9', commit: head, message: 'm', date });
  await scm.tag('v1.1.0');
  await scm.deleteTag({ name: 'v1.0.9', object: (await scm.tag('v1.0.9'))?.object ?? object });
  const gone = { name: 'v1.0.9', object };
  expect(await scm.tagObject(object)).toEqual({ commit: head });
  await scm.restoreTag({ ...gone, from: null });
  await scm.deleteTag(gone);
  await releaseIt(scm, head);
  await claimIt(scm, head);
  await runIt(scm, head);
  await readFeedback(scm);
}

async function readSource(scm: Scm, head: string): Promise<void> {
  const next = world.commit({ 'b.txt': 'b' }, { message: 'Second' });
  await world.control('checks', { sha: head, name: 'ci', conclusion: 'success' });
  await scm.branch('main');
  await scm.branch('nothing');
  await scm.tag('v9.9.9');
  await scm.commit(head);
  await scm.commit('1'.repeat(40));
  await scm.compare(head, next);
  await scm.checks(head, [{ name: 'ci' }]);
  await scm.workflow(WORKFLOW, head);
  await scm.packageAt('packages/navi-js', head);
  await scm.monorepo(head);
  await scm.textFile('nothing.txt', head);
  expect(await scm.access()).toMatchObject({ permissions: null, canPush: true });
  expect(await scm.tagRulesets()).toMatchObject([{ restricts: ['creation', 'update', 'deletion'] }]);
  await scm.environment('none');
  await connect(appAuth()).environment('release');
  expect((await connect(appAuth()).access()).permissions).toMatchObject({ contents: 'write' });
}

async function releaseIt(scm: Scm, commit: string): Promise<void> {
  await scm.latestRelease();
  await scm.releaseByTag('v1.1.0');
  await scm.generateNotes({ tag: 'v1.1.0', commit, previous: null });
  const wanted = { tag: 'v1.1.0', commit, title: 'v1.1.0', body: 'b', latest: true };
  const { id } = await scm.createRelease(wanted);
  await failureOf(scm.createRelease(wanted));
  await scm.updateRelease({ id, body: 'c', latest: true });
  await scm.releaseByTag('v1.1.0');
  await scm.latestRelease();
  await scm.createIssue({ title: 't', body: 'b' });
  await scm.findIssue('nothing');
}

async function readFeedback(github: Feedback): Promise<void> {
  const label = 'customer-reported';
  const since = new Date('2020-01-01T00:00:00.000Z');
  await world.control('issues', { title: 't', labels: [label] });
  await world.control('alerts', { package: 'ws', severity: 'high' });
  const { issues } = await github.labelled({ label, since });
  await github.labellings({ number: issues[0]?.number ?? 0, label });
  await github.vulnerabilities({ since });
}

async function claimIt(scm: Scm, commit: string): Promise<void> {
  const date = '2026-11-23T09:00:00.000Z';
  const operation = 'rel_schema';
  const approved = {
    protocol: 1,
    operation,
    planHash: 'h',
    version: '1.1.0',
    commit,
    workflow: { path: WORKFLOW, blob: 'b'.repeat(40) },
    packages: [],
  };
  const { sha } = await scm.openClaim({ approved, date, onto: null });
  await scm.claim(operation);
  await failureOf(scm.openClaim({ approved, date: '2026-11-23T10:00:00.000Z', onto: null }));
  await scm.revokeClaim({ operation, reason: 'r', date });
  await scm.claim(operation);
  await scm.createOldClaim({ operation: 'rel_old', run: 7, commit });
  expect(sha).toMatch(/^[0-9a-f]{40}$/);
}

async function runIt(scm: Scm, commit: string): Promise<void> {
  const begin = async (operation: string) => {
    const ref = 'refs/tags/v1.1.0' as const;
    const { run = 0 } = await scm.dispatch({ workflow: WORKFLOW, ref, inputs: { operation } });
    return run;
  };
  const first = await begin('rel_first');
  const stateOf = (id: number, status: string) =>
    until(
      () => scm.run(id),
      (run) => run?.status === status,
    );
  await stateOf(first, 'waiting');
  const jobs = await scm.jobs(first);
  for (const { id } of jobs) await scm.jobErrors(id);
  await scm.pendingDeployments(first);
  await scm.answerDeployment({ run: first, environment: 'release', state: 'rejected', comment: 'c' });
  await stateOf(first, 'completed');
  await failureOf(
    scm.answerDeployment({ run: first, environment: 'release', state: 'approved', comment: 'c' }),
  );
  await scm.rerunFailedJobs(first);
  await stateOf(first, 'waiting');
  await scm.cancelRun(first);
  await stateOf(first, 'completed');
  await failureOf(scm.cancelRun(first));
  const second = await begin('rel_second');
  await stateOf(second, 'waiting');
  await scm.forceCancelRun(second);
  const since = '2020-01-01T00:00:00.000Z';
  await scm.findRuns({ workflow: WORKFLOW, since, marker: 'rel_first' });
  await scm.runsSince({ workflow: WORKFLOW, since });
  await failureOf(scm.dispatch({ workflow: WORKFLOW, ref: 'refs/tags/v9.9.9', inputs: {} }));
  await failureOf(scm.dispatch({ workflow: WORKFLOW, ref: 'refs/tags/v1.1.0', inputs: { unknown: 'x' } }));
  await scm.run(999_999);
  expect(commit).toMatch(/^[0-9a-f]{40}$/);
}

function appAuth(): GithubAuth {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { appId: '1', privateKey, installationId: 1 };
}

/** Every route that the integration's source names. */
function routesInSource(): string[] {
  const folder = new URL('../../src/adapters/github/', import.meta.url);
  const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  return sources.flatMap((source) => {
    const constants = new Map(
      [...source.matchAll(/^const ([A-Za-z]+) = '(\/repos[^']*)'/gm)].map(([, name = '', path = '']) => [
        name,
        path,
      ]),
    );
    constants.set('route', /const route = '([A-Z]+ [^']+)'/.exec(source)?.[1] ?? '');
    return [
      ...source.matchAll(/(?:'|`)((?:(?:GET|POST|PATCH|PUT|DELETE) |\$\{route\}\/)[^'`]+)(?:'|`)/g),
    ].map(([, text = '']) =>
      text.replace(/\$\{([A-Za-z]+)\}/g, (whole, name: string) => constants.get(name) ?? whole),
    );
  });
}

describe('the simulated GitHub answers as its description says', () => {
  test('for every route that Navi calls', () => {
    expect([...new Set(routesInSource())].sort()).toEqual([...GITHUB_ROUTES].sort());
    expect([...new Set(answers.map(({ route }) => route))].sort()).toEqual([...GITHUB_ROUTES].sort());
  });

  test.each(GITHUB_ROUTES)('%s', (route) => {
    for (const answer of answers.filter((one) => one.route === route))
      expect(problemsOf(route, answer), `${route} ${answer.status}`).toEqual([]);
  });
});
