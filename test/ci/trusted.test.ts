import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SimulatedNpm, startNpm } from '../../simulator/npm/index.ts';
import { hostedRunnerPath } from '../../simulator/seed/runner-path.ts';
import { controlOf } from '../harness/world/control.ts';
import {
  completed,
  conclusions,
  dispatch,
  logOf,
  startWorld,
  WORKFLOW,
  type World,
} from '../simulator/github/world.ts';
import { client, publish } from '../simulator/npm/publish.ts';
import { packTiny } from '../simulator/seed/example.ts';
import { APPROVED, downloadedArtifact } from './ci.ts';

const NAVI = fileURLToPath(new URL('../../src/bin/navi.js', import.meta.url));

/** A job of the release workflow, and how its package is known to npm. */
interface Job {
  runsOn?: string;
  environment?: string | null;
  idToken?: boolean;
  hasToken?: boolean;
  /** Whether npm knows the package; true unless it is said. */
  exists?: boolean;
  /** What the package's trusted publisher differs in; null: it has none. */
  trusts?: Record<string, unknown> | null;
}

const JOBS = {
  right: {},
  'right-with-token': { hasToken: true },
  'no-environment': { environment: null },
  'other-environment': { environment: 'staging' },
  'other-workflow': { trusts: { workflow: 'publish.yml' } },
  'other-repository': { trusts: { repository: 'awell-health/Navi' } },
  'stage-only': { trusts: { mayPublish: false } },
  'nobody-trusted': { trusts: null },
  'nobody-trusted-with-token': { trusts: null, hasToken: true },
  'no-id-token': { idToken: false },
  own: { runsOn: 'navi-release' },
  'own-with-token': { runsOn: 'navi-release', hasToken: true, idToken: false },
  new: { exists: false },
  'new-with-token': { exists: false, hasToken: true },
} satisfies Record<string, Job>;
type Key = keyof typeof JOBS;

const SECRET = `\${{ secrets.NPM_TOKEN }}`;

let npm: SimulatedNpm;
let world: World;
let results: Record<string, string | null>;
let run: number;

const nameOf = (key: string) => `@awell-health/${key}`;

beforeAll(async () => {
  let issuer = '';
  npm = await startNpm({ issuer: () => issuer });
  const jobs: string[] = [];
  for (const [key, job] of Object.entries<Job>(JOBS)) jobs.push(await jobFor(key, job));
  const workflow = `name: Release\non: { workflow_dispatch: {} }\npermissions: { contents: read }\njobs:\n${jobs.join('')}`;
  world = await startWorld(
    { [WORKFLOW]: workflow },
    {
      hostedPath: hostedRunnerPath(),
      path: hostedRunnerPath(),
      secrets: () => ({ NPM_TOKEN: npm.tokens['workflow'] ?? '' }),
    },
  );
  issuer = world.url;
  run = await dispatch(world);
  await completed(world, run, 240_000);
  results = await conclusions(world, run);
}, 300_000);
afterAll(async () => {
  await world.close();
  await npm.close();
});

/** Prepares the package at npm and the artifact, and writes the job that publishes it. */
async function jobFor(key: string, job: Job): Promise<string> {
  const {
    runsOn = 'ubuntu-24.04',
    environment = 'release',
    idToken = true,
    hasToken = false,
    exists = true,
  } = job;
  const name = nameOf(key);
  if (exists) await publish(client(npm.url, npm.tokens['workflow']), { name, version: '1.0.0' });
  if (exists && job.trusts !== null) {
    const publisher = {
      package: name,
      repository: 'awell-health/navi',
      workflow: 'release.yml',
      environment: 'release',
    };
    await controlOf(npm.url).post('trust', { ...publisher, ...job.trusts });
  }
  const cwd = await downloadedArtifact({
    packages: [{ name, version: '1.2.0', tarball: await packTiny(name, '1.2.0') }],
  });
  const env = { ...APPROVED, NPM_REGISTRY_URL: npm.url };
  return `  ${key}:
    runs-on: ${runsOn}
    ${environment === null ? '' : `environment: ${environment}`}
    permissions: { contents: read${idToken ? ', id-token: write' : ''} }
    steps:
      - run: cd ${cwd} && node ${NAVI} ci publish
        env: ${JSON.stringify({ ...env, ...(hasToken ? { NPM_TOKEN: SECRET } : {}) })}
`;
}

async function published(key: Key): Promise<boolean> {
  const answer = await fetch(`${npm.url}/${nameOf(key).replace('/', '%2f')}/1.2.0`);
  return answer.ok;
}

test.each<[Key, string[]]>([
  ['right', ['@awell-health/right@1.2.0: published under next by the trusted publisher']],
  ['right-with-token', ['published under next by the trusted publisher']],
  [
    'nobody-trusted-with-token',
    [
      '##[warning]',
      'was published with NPM_TOKEN. npm did not take this job',
      'Settings → Trusted publishing',
    ],
  ],
  ['own-with-token', ['@awell-health/own-with-token@1.2.0: published under next']],
  ['new-with-token', ['@awell-health/new-with-token@1.2.0: published under next']],
])('%s: is published', async (key, said) => {
  const log = await logOf(world, run, key);
  for (const words of said) expect(log).toContain(words);
  expect(results[key]).toBe('success');
  expect(await published(key)).toBe(true);
});

const EXACTLY =
  'it has to be exactly: organization awell-health, repository navi, workflow release.yml, the environment that the job names';

test.each<[Key, string[]]>([
  ['no-environment', ['(OIDC token exchange error - package not found)', EXACTLY]],
  ['other-environment', ['(OIDC token exchange error - package not found)', EXACTLY]],
  ['other-workflow', [EXACTLY]],
  ['other-repository', [EXACTLY]],
  ['nobody-trusted', [EXACTLY]],
  ['stage-only', ['OIDC permission denied for this action', 'npm publish among the allowed actions']],
  ['no-id-token', ['give it permissions: id-token: write']],
  ['own', ['only from GitHub-hosted runners; give the job runs-on: ubuntu-24.04']],
  ['new', ['is not on npm yet, and npm takes a first publish only with a token: set the secret NPM_TOKEN']],
])('%s: is refused with the next step', async (key, said) => {
  const log = await logOf(world, run, key);
  for (const words of said) expect(log).toContain(words);
  expect(results[key]).toBe('failure');
  expect(await published(key)).toBe(false);
});

test('no log shows the token', async () => {
  for (const key of Object.keys(JOBS))
    expect(await logOf(world, run, key)).not.toContain(npm.tokens['workflow']);
});
