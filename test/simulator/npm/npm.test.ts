import { createVerify } from 'node:crypto';
import npmFetch from 'npm-registry-fetch';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createWorldClock } from '../../../simulator/kernel/world-clock.ts';
import { type SimulatedNpm, startNpm } from '../../../simulator/npm/index.ts';
import { controlOf } from '../../harness/world/control.ts';
import { type Client, client, publish, tarballOf } from './publish.ts';

const NAME = '@awell-health/navi-core';
const PATH = '/@awell-health%2fnavi-core';
const TAGS = '/-/package/@awell-health%2fnavi-core/dist-tags';

const Packument = z.looseObject({
  _rev: z.string().optional(),
  'dist-tags': z.record(z.string(), z.string()),
  versions: z.record(
    z.string(),
    z.looseObject({ deprecated: z.string().optional(), dist: z.looseObject({ tarball: z.string() }) }),
  ),
});

let npm: SimulatedNpm;
let navi: Client;
let nobody: Client;
let time = Date.now();

async function read(path = PATH, query: Record<string, string> = {}) {
  return Packument.parse(await npmFetch.json(path, { ...nobody, query }));
}

/** The packument with version 1.0.0 deprecated. */
function withMessage(packument: z.infer<typeof Packument>, deprecated: string): object {
  const version = { ...packument.versions['1.0.0'], deprecated };
  return { ...packument, versions: { ...packument.versions, '1.0.0': version } };
}

async function readTags(): Promise<unknown> {
  return npmFetch.json(TAGS, nobody);
}

async function moveTag(tag: string, version: string, opts: Client = navi) {
  const headers = { 'content-type': 'application/json' };
  await npmFetch(`${TAGS}/${tag}`, { ...opts, method: 'PUT', body: JSON.stringify(version), headers });
}

async function write(packument: object): Promise<void> {
  await npmFetch(PATH, { ...navi, method: 'PUT', body: packument, ignoreBody: true });
}

beforeAll(async () => {
  npm = await startNpm({ clock: createWorldClock({ machine: () => time }) });
  navi = client(npm.url, npm.tokens['navi']);
  nobody = client(npm.url);
  await publish(navi, { name: NAME, version: '1.0.0' });
  await publish(navi, { name: NAME, version: '1.1.0' });
  npm.markBeginning();
});
afterAll(() => npm.close());

beforeEach(async () => {
  await fetch(`${npm.url}/_control/faults`, { method: 'DELETE' });
  await controlOf(npm.url).pace({ npmLagSeconds: 0, npmLagTarballOnly: false, npmStaleRevConflict: true });
  await npmFetch(`${TAGS}/next`, { ...navi, method: 'DELETE' }).catch(() => undefined);
  await moveTag('latest', '1.1.0');
});

describe('a published version', () => {
  it('is readable without a token, its tarball at our proxy’s address', async () => {
    const { versions } = await read();

    const tarball = versions['1.1.0']?.dist.tarball ?? '';
    expect(tarball).toBe(`${npm.url}/${NAME}/-/navi-core-1.1.0.tgz`);
    expect(await (await npmFetch(tarball, nobody)).buffer()).toEqual(
      tarballOf({ name: NAME, version: '1.1.0' }),
    );
    expect(await npmFetch.json(`/${NAME}/1.0.0`, nobody)).toMatchObject({ version: '1.0.0' });
    expect(await npmFetch.json(`/${NAME}/latest`, nobody)).toMatchObject({ version: '1.1.0' });
  });

  it('is never published again', async () => {
    await expect(publish(navi, { name: NAME, version: '1.1.0' })).rejects.toMatchObject({
      statusCode: 403,
      body: { error: 'You cannot publish over the previously published versions: 1.1.0.' },
    });
  });

  it('is deprecated and taken back, one version at a time', async () => {
    await write(withMessage(await read(PATH, { write: 'true' }), 'use 1.1.0'));
    const deprecated = await read();
    await write(withMessage(await read(PATH, { write: 'true' }), ''));

    expect(deprecated.versions['1.0.0']?.deprecated).toBe('use 1.1.0');
    expect(deprecated.versions['1.1.0']?.deprecated).toBeUndefined();
    expect((await read()).versions['1.0.0']?.deprecated ?? '').toBe('');
  });

  it('is revalidated with a 304', async () => {
    const first = await fetch(`${npm.url}${PATH}`);
    const etag = first.headers.get('etag') ?? '';

    const second = await fetch(`${npm.url}${PATH}`, { headers: { 'if-none-match': etag } });

    expect(second.status).toBe(304);
  });
});

describe('dist-tags', () => {
  it('move and go', async () => {
    await moveTag('next', '1.0.0');
    const moved = await readTags();
    await npmFetch(`${TAGS}/next`, { ...navi, method: 'DELETE' });

    expect(moved).toEqual({ latest: '1.1.0', next: '1.0.0' });
    expect(await readTags()).toEqual({ latest: '1.1.0' });
  });

  it('point at nothing that does not exist', async () => {
    await expect(moveTag('latest', '9.9.9')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('keep their latest', async () => {
    await expect(npmFetch(`${TAGS}/latest`, { ...navi, method: 'DELETE' })).rejects.toMatchObject({
      statusCode: 400,
    });
    expect(await readTags()).toMatchObject({ latest: '1.1.0' });
  });

  it('are reverted by a packument that was read before they moved, where the registry minds no revisions', async () => {
    await controlOf(npm.url).pace({ npmStaleRevConflict: false });
    const stale = await read(PATH, { write: 'true' });
    await moveTag('latest', '1.0.0');

    await write(withMessage(stale, 'old'));

    expect(await readTags()).toMatchObject({ latest: '1.1.0' });
  });

  it('are safe from a packument that was read before they moved', async () => {
    const stale = await read(PATH, { write: 'true' });
    await moveTag('latest', '1.0.0');

    await expect(write(withMessage(stale, 'older'))).rejects.toMatchObject({ statusCode: 409 });
    expect(await readTags()).toMatchObject({ latest: '1.0.0' });
    await write(withMessage(await read(PATH, { write: 'true' }), 'fresh'));
    expect((await read()).versions['1.0.0']?.deprecated).toBe('fresh');
  });
});

describe('who asks', () => {
  it('is known by a token, and writes with none and with a wrong one are refused', async () => {
    const wrong = client(npm.url, 'wrong');

    expect(await npmFetch.json('/-/whoami', client(npm.url, npm.tokens['workflow']))).toEqual({
      username: 'workflow',
    });
    await expect(npmFetch.json('/-/whoami', nobody)).rejects.toMatchObject({ statusCode: 401 });
    for (const opts of [nobody, wrong]) {
      await expect(publish(opts, { name: NAME, version: '1.9.0' })).rejects.toMatchObject({
        statusCode: 401,
      });
      await expect(moveTag('latest', '1.0.0', opts)).rejects.toMatchObject({ statusCode: 401 });
      await expect(npmFetch(`${TAGS}/latest`, { ...opts, method: 'DELETE' })).rejects.toMatchObject({
        statusCode: 401,
      });
    }
  });

  it('for what is not there gets a 404', async () => {
    await expect(npmFetch.json('/@awell-health%2fnothing', nobody)).rejects.toMatchObject({ code: 'E404' });
    await expect(npmFetch.json(`/${NAME}/9.9.9`, nobody)).rejects.toMatchObject({ code: 'E404' });
  });
});

describe('lag', () => {
  it('hides a new version, what points at it and its tarball, until it has passed', async () => {
    await moveTag('next', '1.0.0');
    await controlOf(npm.url).pace({ npmLagSeconds: 60 });
    await publish(navi, { name: NAME, version: '1.2.0', tag: 'next' });
    const tarball = `${npm.url}/${NAME}/-/navi-core-1.2.0.tgz`;

    const early = await read();
    const primary = await read(PATH, { write: 'true' });
    const earlyTarball = await fetch(tarball);
    const earlyState = await controlOf(npm.url).state();
    time += 60_000;
    const late = await read();

    expect(Object.keys(early.versions)).toEqual(['1.0.0', '1.1.0']);
    expect(early['dist-tags']).toEqual({ latest: '1.1.0', next: '1.0.0' });
    expect(Object.keys(primary.versions)).toContain('1.2.0');
    expect(earlyTarball.status).toBe(404);
    expect(earlyState).toMatchObject({
      packages: [{ name: NAME, versions: [{}, {}, { version: '1.2.0', visible: false }] }],
    });
    expect(late['dist-tags']).toEqual({ latest: '1.1.0', next: '1.2.0' });
    expect((await fetch(tarball)).status).toBe(200);
  });

  it('may be of the tarball only', async () => {
    await controlOf(npm.url).pace({ npmLagSeconds: 60, npmLagTarballOnly: true });
    await publish(navi, { name: NAME, version: '1.3.0', tag: 'next' });

    const early = await read();
    const tarball = await fetch(`${npm.url}/${NAME}/-/navi-core-1.3.0.tgz`);

    expect(early['dist-tags']['next']).toBe('1.3.0');
    expect(tarball.status).toBe(404);
  });

  it('hides a package that is all new', async () => {
    await controlOf(npm.url).pace({ npmLagSeconds: 60 });
    await publish(navi, { name: '@awell-health/navi-js', version: '1.0.0' });

    await expect(npmFetch.json('/@awell-health%2fnavi-js', nobody)).rejects.toMatchObject({ code: 'E404' });
    time += 60_000;
    expect(await npmFetch.json('/@awell-health%2fnavi-js', nobody)).toMatchObject({
      name: '@awell-health/navi-js',
    });
  });
});

describe('faults', () => {
  it('ask for a one-time password', async () => {
    await controlOf(npm.url).breakCall({ method: 'dist-tag.put', kind: 'error', status: 401, error: 'otp' });

    await expect(moveTag('latest', '1.0.0')).rejects.toMatchObject({ code: 'EOTP' });
  });

  it('cut the line after a publish that then stands', async () => {
    await controlOf(npm.url).breakCall({ method: 'packument.put', kind: 'accept-then-reset' });

    await expect(publish(navi, { name: NAME, version: '1.4.0', tag: 'next' })).rejects.toThrow();

    expect((await read()).versions['1.4.0']).toBeDefined();
  });

  it('are answered in the form of the registry', async () => {
    await controlOf(npm.url).breakCall({
      method: 'packument.get',
      kind: 'error',
      status: 403,
      error: 'forbidden',
    });

    await expect(read()).rejects.toMatchObject({ statusCode: 403, body: { error: 'forbidden' } });
  });
});

it('signs each version, and publishes its key', async () => {
  const Signed = z.looseObject({
    dist: z.looseObject({
      integrity: z.string(),
      signatures: z.array(z.object({ keyid: z.string(), sig: z.string() })).length(1),
    }),
  });
  const Keys = z.object({ keys: z.array(z.looseObject({ keyid: z.string(), key: z.string() })).length(1) });
  const { dist } = Signed.parse(await npmFetch.json(`${PATH}/1.1.0`, nobody));
  const { keys } = Keys.parse(await npmFetch.json('/-/npm/v1/keys', nobody));
  const [signature] = dist.signatures;
  const key = keys.find(({ keyid }) => keyid === signature?.keyid);
  const pem = `-----BEGIN PUBLIC KEY-----\n${key?.key}\n-----END PUBLIC KEY-----`;
  const isSigned = (text: string) =>
    createVerify('SHA256')
      .update(text)
      .verify(pem, signature?.sig ?? '', 'base64');

  expect(isSigned(`${NAME}@1.1.0:${dist.integrity}`)).toBe(true);
  expect(isSigned(`${NAME}@1.0.0:${dist.integrity}`)).toBe(false);
});

it('what is not built is refused at once: npm’s client repeats a 501 for a minute', async () => {
  const patient = { ...nobody, fetchRetries: 2 };
  await expect(npmFetch.json('/-/v1/search', patient)).rejects.toMatchObject({
    statusCode: 405,
    body: { error: expect.stringContaining('/-/v1/search is not built in this simulator') },
  });
});

it('counts downloads, the same for the same days', async () => {
  const week = await npmFetch.json(`/downloads/point/last-week/${NAME}`, nobody);

  expect(week).toEqual(await npmFetch.json(`/downloads/point/last-week/@awell-health%2fnavi-core`, nobody));
  expect(week).toMatchObject({
    package: NAME,
    downloads: expect.any(Number),
    end: expect.stringMatching(/^\d{4}-/),
  });
  await expect(npmFetch.json('/downloads/point/last-week/nothing', nobody)).rejects.toMatchObject({
    code: 'E404',
  });
});

it('goes back to its beginning on reset, with the same tokens', async () => {
  await publish(navi, { name: NAME, version: '1.5.0', tag: 'next' });

  await controlOf(npm.url).reset();

  expect(Object.keys((await read()).versions)).toEqual(['1.0.0', '1.1.0']);
  await moveTag('latest', '1.0.0');
  expect(await readTags()).toEqual({ latest: '1.0.0' });
});
