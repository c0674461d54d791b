import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import compute from '@google-cloud/compute';
import { OAuth2Client } from 'google-auth-library';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedCompute, startCompute } from '../../../simulator/compute/index.ts';
import { controlOf } from '../../harness/world/control.ts';

const project = 'navi-simulated';
const urlMap = 'cdn-navi-map';
const rule = { host: 'cdn.awellhealth.com', path: '/v1/navi-loader.js' };

let simulated: SimulatedCompute;
let edge: Server;
let purges: string[];

function clients() {
  const auth = new OAuth2Client();
  auth.setCredentials({ access_token: 'simulated', expiry_date: Date.now() + 3_600_000 });
  const options = {
    apiEndpoint: '127.0.0.1',
    port: Number(new URL(simulated.url).port),
    protocol: 'http',
    authClient: auth,
  };
  return {
    maps: new compute.UrlMapsClient(options),
    operations: new compute.GlobalOperationsClient(options),
  };
}

async function invalidate(what: { path?: string; urlMap?: string; requestId?: string } = {}) {
  const [call] = await clients().maps.invalidateCache({
    project,
    urlMap: what.urlMap ?? urlMap,
    requestId: what.requestId ?? randomUUID(),
    cacheInvalidationRuleResource: { ...rule, path: what.path ?? rule.path },
  });
  const operation: { name: string; status: string } = JSON.parse(JSON.stringify(call.latestResponse));
  return operation;
}

beforeEach(async () => {
  purges = [];
  edge = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => purges.push(`${request.url} ${text}`));
    request.on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => edge.listen(0, '127.0.0.1', resolve));
  const { port } = edge.address() as AddressInfo;
  simulated = await startCompute({ project, urlMap, edgeUrl: `http://127.0.0.1:${port}` });
  await controlOf(simulated.url).pace({ purgeSeconds: 0.05 });
});

afterEach(async () => {
  await simulated.close();
  edge.closeAllConnections();
  edge.close();
});

describe('an invalidation', () => {
  it('is running when asked for, done when waited for, and the edge has then been told once', async () => {
    const begun = await invalidate();
    const [ended] = await clients().operations.wait({ project, operation: begun.name });

    expect(begun.status).toBe('RUNNING');
    expect(ended).toMatchObject({ status: 'DONE', progress: 100 });
    expect(ended.error).toBeUndefined();
    expect(purges).toEqual([`/_control/purge ${JSON.stringify(rule)}`]);
  });

  it('asked for twice under one request id is one operation', async () => {
    const requestId = randomUUID();

    const first = await invalidate({ requestId });
    const second = await invalidate({ requestId });
    await clients().operations.wait({ project, operation: first.name });

    expect(second.name).toBe(first.name);
    expect(purges).toHaveLength(1);
  });

  it('that still runs when a wait has lasted its longest is answered as running', async () => {
    await controlOf(simulated.url).pace({ purgeSeconds: 600, waitSeconds: 0.02 });
    const begun = await invalidate();

    const [waited] = await clients().operations.wait({ project, operation: begun.name });
    const [read] = await clients().operations.get({ project, operation: begun.name });

    expect(waited.status).toBe('RUNNING');
    expect(read).toMatchObject({ status: 'RUNNING', name: begun.name });
    expect(await controlOf(simulated.url).state()).toMatchObject({
      urlMaps: [urlMap],
      operations: [{ name: begun.name, status: 'RUNNING', path: rule.path, host: rule.host }],
    });
  });

  it('told to fail ends with its error in the body, and the edge hears nothing', async () => {
    await controlOf(simulated.url).post('fail-next', { code: 'QUOTA', message: 'too many' });

    const failing = await invalidate();
    const [failed] = await clients().operations.wait({ project, operation: failing.name });
    const sound = await invalidate();
    const [ended] = await clients().operations.wait({ project, operation: sound.name });

    expect(failed).toMatchObject({
      status: 'DONE',
      error: { errors: [{ code: 'QUOTA', message: 'too many' }] },
    });
    expect(ended.error).toBeUndefined();
    expect(purges).toHaveLength(1);
  });

  it.each(['no-slash', '/v1/navi-loader.js?x=1', '/v1/*/navi-loader.js', '/v1/navi*', '/a#b'])(
    'of the path %s is refused',
    async (path) => {
      await expect(invalidate({ path })).rejects.toMatchObject({ code: 3, httpStatusCode: 400 });
    },
  );

  it('of a folder is taken', async () => {
    await expect(invalidate({ path: '/v1/*' })).resolves.toMatchObject({ status: 'RUNNING' });
  });

  it('of an unknown map, and an unknown operation, are not found', async () => {
    await expect(invalidate({ urlMap: 'other' })).rejects.toMatchObject({ code: 5, httpStatusCode: 404 });
    await expect(clients().operations.get({ project, operation: 'operation-1' })).rejects.toMatchObject({
      code: 5,
    });
  });

  it('can be broken, and sent again under the same request id', async () => {
    const requestId = randomUUID();
    await controlOf(simulated.url).breakCall({
      method: 'urlMaps.invalidateCache',
      kind: 'accept-then-reset',
    });

    await expect(invalidate({ requestId })).rejects.toThrow();
    const again = await invalidate({ requestId });
    await clients().operations.wait({ project, operation: again.name });

    expect(purges).toHaveLength(1);
  });

  it('answers a broken call with the status it was told', async () => {
    await controlOf(simulated.url).breakCall({ method: 'urlMaps.invalidateCache', kind: 'rate-limit' });

    await expect(invalidate()).rejects.toMatchObject({ code: 7, httpStatusCode: 403 });
  });
});

it('the URL map has a fingerprint that is base64', async () => {
  const [map] = await clients().maps.get({ project, urlMap });

  expect(Buffer.from(map.fingerprint ?? '', 'base64').toString('base64')).toBe(map.fingerprint);
});

it('what is not built is refused in the form that Google’s client reads', async () => {
  await expect(clients().maps.list({ project })).rejects.toMatchObject({
    httpStatusCode: 405,
    message: expect.stringContaining('is not built in this simulator'),
  });
});
