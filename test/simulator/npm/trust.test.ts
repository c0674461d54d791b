import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import npmFetch from 'npm-registry-fetch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createIdTokens, type IdTokenJob } from '../../../simulator/github/id-tokens.ts';
import { createWorldClock } from '../../../simulator/kernel/world-clock.ts';
import { type SimulatedNpm, startNpm } from '../../../simulator/npm/index.ts';
import { client, publish } from './publish.ts';

const NAME = '@awell-health/navi-core';
const OTHER = '@awell-health/navi-js';
const REPOSITORY = 'awell-health/navi';

let npm: SimulatedNpm;
let issuer: Server;
let issuerUrl = '';
const idTokens = createIdTokens({ clock: createWorldClock(), url: () => issuerUrl, repository: REPOSITORY });
let time = Date.now();

beforeAll(async () => {
  issuer = createServer((_, answer) => answer.end(JSON.stringify({ keys: idTokens.keys() })));
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  issuerUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
  const publisher = {
    package: NAME,
    repository: REPOSITORY,
    workflow: 'release.yml',
    environment: 'release',
    mayPublish: true,
  };
  npm = await startNpm({
    clock: createWorldClock({ machine: () => time }),
    issuer: () => issuerUrl,
    trustedPublishers: [publisher, { ...publisher, package: '@awell-health/not-there' }],
  });
  for (const name of [NAME, OTHER])
    await publish(client(npm.url, npm.tokens['workflow']), { name, version: '1.0.0' });
});
afterAll(async () => {
  issuer.close();
  await npm.close();
});

const AUDIENCE = 'npm:127.0.0.1';

function idToken(
  differs: Partial<Pick<IdTokenJob, 'environment' | 'machine'>> = {},
  audience = AUDIENCE,
): string {
  const run = {
    id: 1,
    attempt: 1,
    event: 'workflow_dispatch',
    ref: 'refs/tags/v1.2.0',
    sha: 'a',
    workflow: { path: '.github/workflows/release.yml' },
  };
  const job = {
    run,
    job: { id: 2 },
    environment: 'release',
    machine: 'github-hosted',
    ...differs,
  } as unknown as IdTokenJob;
  const { variables } = idTokens.grant(job);
  return idTokens.issue(variables['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '', audience) ?? '';
}

async function exchange(token: string, name = NAME) {
  const path = `/-/npm/v1/oidc/token/exchange/package/${name.replace('/', '%2f')}`;
  const answer = await fetch(`${npm.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  return {
    status: answer.status,
    body: z
      .object({ token: z.string().optional(), message: z.string().optional() })
      .parse(await answer.json()),
  };
}

/** The token with another claim, under the signature of what it was. */
function forged(token: string): string {
  const [head, body = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  return [
    head,
    Buffer.from(JSON.stringify({ ...claims, environment: 'release' })).toString('base64url'),
    signature,
  ].join('.');
}

test.each<[string, () => string, number]>([
  ['of another environment', () => idToken({ environment: 'staging' }), 404],
  ['of a job without an environment', () => idToken({ environment: undefined }), 404],
  ['of a self-hosted runner', () => idToken({ machine: 'self-hosted' }), 404],
  ['for another audience', () => idToken({}, 'sigstore'), 401],
  ['that was changed', () => forged(idToken({ environment: 'staging' })), 401],
  ['that is none', () => 'npm_abc', 401],
])('an identity token %s is refused', async (_what, token, status) => {
  expect(await exchange(token())).toMatchObject({
    status,
    body: { message: expect.stringContaining('OIDC token exchange error') },
  });
});

test('an unpublished package is not found, with any trusted publisher', async () => {
  expect(await exchange(idToken(), '@awell-health/not-there')).toMatchObject({
    status: 404,
    body: { message: 'OIDC token exchange error - package not found' },
  });
});

test('a package without a trusted publisher is refused with the same text', async () => {
  expect((await exchange(idToken(), OTHER)).body.message).toBe(
    'OIDC token exchange error - package not found',
  );
});

test('the token publishes its package, and does nothing else', async () => {
  const { body } = await exchange(idToken());
  const mine = client(npm.url, body.token);
  const tags = `/-/package/${NAME.replace('/', '%2f')}/dist-tags/latest`;
  const json = { 'content-type': 'application/json' };

  await publish(mine, { name: NAME, version: '1.1.0', tag: 'next' });

  const refused = { statusCode: 403, body: { error: 'OIDC permission denied for this action' } };
  await expect(publish(mine, { name: OTHER, version: '1.1.0' })).rejects.toMatchObject(refused);
  const move = npmFetch(tags, { ...mine, method: 'PUT', body: '"1.0.0"', headers: json });
  await expect(move).rejects.toMatchObject(refused);
  await expect(npmFetch(tags.replace('latest', 'next'), { ...mine, method: 'DELETE' })).rejects.toMatchObject(
    refused,
  );
  const packument = await npmFetch.json(`/${NAME.replace('/', '%2f')}`, mine);
  const deprecate = npmFetch(`/${NAME.replace('/', '%2f')}`, { ...mine, method: 'PUT', body: packument });
  await expect(deprecate).rejects.toMatchObject(refused);
  await expect(npmFetch('/-/whoami', mine)).rejects.toMatchObject({ statusCode: 401 });

  time += 3_600_001;
  await expect(publish(mine, { name: NAME, version: '1.2.0' })).rejects.toMatchObject({ statusCode: 401 });
});
