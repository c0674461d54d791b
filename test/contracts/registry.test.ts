import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type SimulatedNpm, startNpm } from '../../simulator/npm/index.ts';
import { createNpm } from '../../src/adapters/npm/index.ts';
import type { Registry } from '../../src/ports/registry.ts';
import { createFakeRegistry } from '../harness/fakes/registry.ts';
import { type Control, controlOf } from '../harness/world/control.ts';
import { client, publish } from '../simulator/npm/publish.ts';
import { type RegistrySubject, registryContract } from './registry.contract.ts';
import { everythingSaidBy, expectRightKinds, failureOf } from './right-kinds.ts';

async function openFake(): Promise<RegistrySubject> {
  const registry = createFakeRegistry();
  return {
    registry,
    publish: async (what) => registry.publish(what),
    restrict: async (name) => void registry.visibilities.set(name, 'restricted'),
    lag: async () => registry.setLag(2),
    catchUp: async () => registry.setLag(0),
    close: async () => {},
  };
}

async function openNpm(): Promise<RegistrySubject> {
  const simulated = await startNpm();
  const { url, tokens } = simulated;
  const control = controlOf(url);
  return {
    registry: createNpm({ registryUrl: url, token: tokens['navi'] ?? '', deadlineMs: 10_000 }),
    publish: (what) => publish(client(url, tokens['workflow']), what),
    restrict: (npmRestricted) => control.pace({ npmRestricted }),
    lag: () => control.pace({ npmLagSeconds: 3600 }),
    catchUp: () => control.pace({ npmLagSeconds: 0 }),
    close: () => simulated.close(),
  };
}

registryContract('the fake', openFake);
registryContract('npm', openNpm);

describe('npm when it is broken', () => {
  const name = '@awell-health/navi-broken';
  let simulated: SimulatedNpm;
  let control: Control;
  let registry: Registry;
  beforeAll(async () => {
    simulated = await startNpm();
    control = controlOf(simulated.url);
    const token = simulated.tokens['navi'] ?? '';
    registry = createNpm({ registryUrl: simulated.url, token, deadlineMs: 1_500 });
    const workflow = client(simulated.url, simulated.tokens['workflow']);
    await publish(workflow, { name, version: '1.0.0', tag: 'latest' });
    await publish(workflow, { name, version: '1.1.0', tag: 'next' });
  });
  afterAll(() => simulated.close());
  beforeEach(() => control.clear());

  const move = (version = '1.1.0') => registry.moveDistTag({ name, tag: 'latest', version });
  const deprecate = (message: string) => registry.deprecate({ name, version: '1.0.0', message });

  test('every call has the right kind of failure, and writes are sent once', async () => {
    await expectRightKinds(control, { method: 'dist-tag.put', effect: 'write', call: () => move() });
    await expectRightKinds(control, {
      method: 'packument.put',
      effect: 'write',
      call: () => deprecate('broken'),
    });
    await expectRightKinds(control, {
      method: 'packument.get',
      effect: 'read',
      call: () => registry.package(name),
    });
    await expectRightKinds(control, {
      method: 'tarball.get',
      effect: 'read',
      call: () => registry.tarball(name, '1.0.0'),
    });
    expect((await registry.package(name))?.distTags['latest']).toBe('1.0.0');
  });

  test('a move whose answer was lost is unknown, and is seen when it is read back', async () => {
    await control.breakCall({ method: 'dist-tag.put', kind: 'accept-then-reset' });
    expect(await failureOf(move())).toMatchObject({ kind: 'unknown' });
    expect((await registry.package(name))?.distTags['latest']).toBe('1.1.0');
    await move('1.0.0');
  });

  test('one failed read is made good by a second', async () => {
    await control.breakCall({ method: 'packument.get', kind: 'reset' });
    expect((await registry.package(name))?.distTags['latest']).toBe('1.0.0');
  });

  test('a write that needs a person says so', async () => {
    await control.breakCall({ method: 'dist-tag.put', kind: 'error', status: 401, error: 'otp' });
    expect(await failureOf(move())).toMatchObject({ kind: 'refused', code: 'EOTP' });
    await control.breakCall({
      method: 'packument.put',
      kind: 'error',
      status: 403,
      error: 'token not allowed',
    });
    expect(await failureOf(deprecate('x'))).toMatchObject({
      kind: 'refused',
      code: 'E403',
      problem: expect.stringContaining('token not allowed'),
    });
  });

  test('without a token, or with a wrong one, a write is refused and a read works', async () => {
    for (const token of [undefined, 'npm_wrong']) {
      const stranger = createNpm({ registryUrl: simulated.url, token, deadlineMs: 5_000 });
      expect((await stranger.package(name))?.distTags['latest']).toBe('1.0.0');
      const moved = stranger.moveDistTag({ name, tag: 'latest', version: '1.1.0' });
      expect(await failureOf(moved)).toMatchObject({ kind: 'refused', code: 'E401' });
    }
  });

  test('a packument that changed in between is a conflict', async () => {
    await control.breakCall({ method: 'packument.put', kind: 'error', status: 409 });
    expect(await failureOf(deprecate('x'))).toMatchObject({ kind: 'conflict', code: 'E409' });
  });

  test('a registry that checks revisions takes the fresh one', async () => {
    await control.pace({ npmStaleRevConflict: true });
    await deprecate('checked');
    expect((await registry.package(name))?.versions['1.0.0']?.deprecated).toBe('checked');
    await deprecate('');
    await control.pace({ npmStaleRevConflict: false });
  });

  test('a deprecation that comes late puts no tag back: its revision is refused, and the next one reads again', async () => {
    await control.pace({ npmStaleRevConflict: true });
    const other = createNpm({
      registryUrl: simulated.url,
      token: simulated.tokens['navi'] ?? '',
      deadlineMs: 5_000,
    });
    await other.moveDistTag({ name, tag: 'next', version: '1.1.0' });
    await control.breakCall({ method: 'packument.put', kind: 'slow', seconds: 1 });

    // The process that was to deprecate is slow, and the one that took over moves the staging tag meanwhile.
    const late = failureOf(other.deprecate({ name, version: '1.0.0', message: 'late' }));
    await setTimeout(300);
    await registry.moveDistTag({ name, tag: 'next', version: '1.0.0' });

    expect(await late).toMatchObject({ kind: 'conflict', code: 'E409' });
    expect(await registry.primary(name)).toMatchObject({ distTags: { next: '1.0.0' } });
    await other.deprecate({ name, version: '1.0.0', message: 'late' });
    expect(await registry.primary(name)).toMatchObject({
      distTags: { next: '1.0.0' },
      versions: { '1.0.0': { deprecated: 'late' } },
    });
    await other.deprecate({ name, version: '1.0.0', message: '' });
    await control.pace({ npmStaleRevConflict: false });
  });

  test('a restricted package is not there for who is not known', async () => {
    await control.pace({ npmRestricted: name });
    const stranger = createNpm({ registryUrl: simulated.url, deadlineMs: 5_000 });
    expect(await stranger.visibility(name)).toBeUndefined();
    await control.pace({ npmRestricted: '' });
  });

  test('an answer that is no packument is unknown', async () => {
    await control.breakCall({
      method: 'packument.get',
      kind: 'error',
      status: 200,
      error: 'not JSON',
      times: 2,
    });
    expect(await failureOf(registry.package(name))).toMatchObject({ kind: 'unknown', code: 'malformed' });
  });

  test('no error contains a token', async () => {
    const secrets = ['npm_S3cretS3cretS3cret', 'S3cret\nS3cret'];
    for (const token of secrets) {
      const withSecret = createNpm({ registryUrl: simulated.url, token, deadlineMs: 1_000 });
      const nowhere = createNpm({ registryUrl: 'http://127.0.0.1:1', token, deadlineMs: 1_000 });
      for (const broken of [withSecret, nowhere]) {
        await control.breakCall({
          method: 'dist-tag.put',
          kind: 'error',
          status: 403,
          error: `no: ${token}`,
        });
        const moved = broken.moveDistTag({ name, tag: 'latest', version: '1.1.0' });
        expect(await everythingSaidBy(moved)).not.toContain('S3cret');
        await control.clear();
      }
    }
  });
});

test('a deprecation writes back no deprecation that is not text', async () => {
  const version = (deprecated?: unknown) => ({
    dist: {},
    ...(deprecated === undefined ? {} : { deprecated }),
  });
  const versions = {
    '1.0.0': version(true),
    '1.1.0': version(false),
    '1.2.0': version(),
    '1.3.0': version('old'),
  };
  const put = Promise.withResolvers<unknown>();
  const server = createServer(async (request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.method === 'PUT') put.resolve(JSON.parse(await text(request)));
    response.end(JSON.stringify({ name: 'x', versions }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  try {
    const registry = createNpm({ registryUrl: `http://127.0.0.1:${port}/`, deadlineMs: 5_000 });
    await registry.deprecate({ name: 'x', version: '1.2.0', message: 'taken back' });
    expect(await put.promise).toMatchObject({
      versions: {
        '1.0.0': { deprecated: 'This version is deprecated.' },
        '1.1.0': { dist: {} },
        '1.2.0': { deprecated: 'taken back' },
        '1.3.0': { deprecated: 'old' },
      },
    });
    expect(JSON.stringify(await put.promise)).not.toMatch(/"deprecated":(true|false)/);
  } finally {
    server.close();
  }
});
