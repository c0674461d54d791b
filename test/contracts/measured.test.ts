import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceError, type ServiceErrorFacts } from '../../src/ports/service-error.ts';
import { controlOf } from '../harness/world/control.ts';
import {
  ask,
  connect,
  isoAt,
  type Measured,
  MINUTE,
  minutesFrom,
  type Name,
  openMeasured,
  PACKAGE,
  START,
} from './measured-fixture.ts';

const NAMES: Name[] = ['monitoring', 'sentry', 'datadog', 'downloads'];
let world: Measured;
const servers: Server[] = [];

beforeEach(async () => {
  world = await openMeasured();
});
afterEach(async () => {
  await world.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function factsOf(call: Promise<unknown>): Promise<ServiceErrorFacts> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ServiceError)) throw new Error(`not a service's error: ${String(error)}`);
  return error.facts;
}

/** A server that gives every request this answer. */
async function answering(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const everywhere = (url: string) => ({ monitoring: url, sentry: url, datadog: url, downloads: url });

describe.each(NAMES)('the client of %s', (name) => {
  const broken = async (fault: Record<string, unknown>) => {
    await controlOf(world.urls[name]).post('faults', { times: 10, ...fault });
    return factsOf(ask(connect(world.urls, { deadlineMs: 700 }), name));
  };

  it.each([
    [
      { kind: 'error', status: 401 },
      { kind: 'refused', status: 401 },
    ],
    [
      { kind: 'error', status: 403 },
      { kind: 'refused', status: 403 },
    ],
    [
      { kind: 'error', status: 400 },
      { kind: 'refused', status: 400 },
    ],
    [
      { kind: 'error', status: 500 },
      { kind: 'unknown', status: 500 },
    ],
    [
      { kind: 'error', status: 503 },
      { kind: 'unknown', status: 503 },
    ],
    [
      { kind: 'rate-limit', retryAfterSeconds: 90 },
      { kind: 'rate-limited', status: 429, retryAfterMs: 90_000 },
    ],
    [{ kind: 'timeout' }, { kind: 'unknown', code: 'deadline' }],
    [
      { kind: 'slow', seconds: 5 },
      { kind: 'unknown', code: 'deadline' },
    ],
    [{ kind: 'reset' }, { kind: 'unknown', problem: 'there was no answer' }],
  ])('says of %j what it is, and nothing of the answer', async (fault, facts) => {
    const found = await broken({ ...fault, error: 'jane.roe@patients.example' });

    expect(found).toMatchObject(facts);
    expect(JSON.stringify(found)).not.toContain('jane.roe');
  });

  it.each([
    ['cut off', 200, '{"data": {"buckets": ['],
    ['a page', 200, '<html>Please sign in</html>'],
    ['JSON of another form', 200, '{"data": 7, "timeSeries": 7, "downloads": "many"}'],
    ['too large', 200, `"${'x'.repeat(9 * 1024 * 1024)}"`],
    ['a redirect', 302, ''],
  ])('does not take an answer that is %s', async (_, status, body) => {
    const url = await answering(status, body, status === 302 ? { location: world.urls[name] } : {});

    expect(await factsOf(ask(connect(everywhere(url)), name))).toMatchObject({
      kind: 'unknown',
      code: 'malformed',
    });
  });

  it('says that an address does not answer', async () => {
    expect(await factsOf(ask(connect(everywhere('http://127.0.0.1:9')), name))).toMatchObject({
      kind: 'unknown',
      problem: 'there was no answer',
    });
  });
});

describe('the client of Google Cloud Monitoring, of who loads what', () => {
  const read = () => connect(world.urls).monitoring.readLoads(minutesFrom(0, 40), 20);

  it('reads loads by host and path in whole periods', async () => {
    world.add('referrers', 3, { host: 'care.example', path: 'v1' }, 5);
    world.add('referrers', 19, { host: 'care.example', path: 'v1' }, 2);
    world.add('referrers', 20, { host: 'care.example', path: 'v1.2.0-rc.1' }, 3);
    expect(await read()).toEqual({
      is: 'read',
      isIncomplete: false,
      loads: [
        { host: 'care.example', loaded: 'v1', at: isoAt(0), count: 7 },
        { host: 'care.example', loaded: 'v1.2.0-rc.1', at: isoAt(20), count: 3 },
      ],
    });
  });

  it.each([
    '',
    '<!channel>',
    '\u001b[31mred.example',
    'клиника.example',
    'a b.example',
    'localhost',
    '127.0.0.1',
    'A.example',
    `${'a'.repeat(64)}.example`,
    'x'.repeat(1000),
  ])('takes no host of %j, and counts its loads', async (host) => {
    world.add('referrers', 3, { host, path: 'v1' }, 5);
    world.add('referrers', 3, { host: 'care.example', path: `<${host}>` }, 2);
    const found = await read();
    expect(found).toMatchObject({
      loads: expect.arrayContaining([
        { host: null, loaded: 'v1', at: isoAt(0), count: 5 },
        { host: 'care.example', loaded: null, at: isoAt(0), count: 2 },
      ]),
    });
  });

  it('reads 500 hosts, and says where a part is missing', async () => {
    for (let nth = 0; nth < 500; nth += 1)
      world.add('referrers', 3, { host: `h${nth}.example`, path: 'v1' }, 1);
    const found = await read();
    expect(found.is === 'read' && found.loads.length).toBe(500);
    await controlOf(world.urls.monitoring).post('incomplete', { times: 1 });
    expect(await read()).toMatchObject({ is: 'read', isIncomplete: true });
  });

  it('says that the metric was not created, which is not that there are no loads', async () => {
    await controlOf(world.urls.monitoring).post('log-metric', { name: null });
    expect(await read()).toEqual({ is: 'not-created', metric: 'navi_loads' });
  });
});

describe('the client of Google Cloud Monitoring', () => {
  const read = (minutes = minutesFrom(0, 10)) => connect(world.urls).monitoring.read(minutes);
  const request = { country: 'Belgium', continent: 'Europe', code: '200', cache: 'HIT' };

  it('reads requests by class and cache, and latencies by continent, of the minutes that it asks for', async () => {
    world.add('requests', 2, request, 7);
    world.add('requests', 2, { ...request, country: 'France' }, 2);
    world.add('requests', 3, { ...request, code: '502', cache: 'MISS' }, 1);
    world.add('requests', 10, request, 99);
    world.add('latencies', 2, { ...request, bucket: '3' }, 9);

    expect(await read()).toMatchObject({
      requests: expect.arrayContaining([
        { minute: isoAt(2), responseClass: '200', cache: 'HIT', count: 9 },
        { minute: isoAt(3), responseClass: '500', cache: 'MISS', count: 1 },
      ]),
      latencies: [
        {
          minute: isoAt(2),
          continent: 'Europe',
          buckets: [{ fromMs: expect.closeTo(1.96), toMs: expect.closeTo(2.744), count: 9 }],
        },
      ],
      isIncomplete: false,
    });
    expect((await read()).requests).toHaveLength(2);
  });

  it('reads each uptime check, by location', async () => {
    world.add('passed', 1, { location: 'eur-belgium' }, 1);
    world.add('failed', 2, { location: 'eur-belgium' }, 1);
    world.add('checkMs', 1, { location: 'eur-belgium' }, 18);

    const { checks, checkLatencies } = await read();

    expect(checks.toSorted((one, other) => one.minute.localeCompare(other.minute))).toEqual([
      { minute: isoAt(1), location: 'eur-belgium', passed: true },
      { minute: isoAt(2), location: 'eur-belgium', passed: false },
    ]);
    expect(checkLatencies).toEqual([{ minute: isoAt(1), location: 'eur-belgium', ms: 18 }]);
  });

  it('says that a part is missing where the service says it', async () => {
    world.add('requests', 2, request, 7);
    await controlOf(world.urls.monitoring).post('incomplete', { times: 1 });

    expect((await read()).isIncomplete).toBe(true);
    expect((await read()).isIncomplete).toBe(false);
  });

  it('has no row of a silent minute', async () => {
    expect(await read()).toMatchObject({ requests: [], latencies: [], checks: [] });
  });
});

describe.each(['sentry', 'datadog'] as const)('the client of %s', (name) => {
  const read = (options = {}) => connect(world.urls, options)[name].read(minutesFrom(0, 10));

  it('reads loads and errors by version and minute, and nothing else', async () => {
    world.add('loads', 2, { release: '1.2.0' }, 40);
    world.add('loads', 2, { release: '1.1.0' }, 60);
    world.add('errors', 2, { release: '1.2.0', kind: 'TypeError' }, 3);
    world.add('errors', 2, { release: '1.2.0', kind: 'NetworkError' }, 1);
    world.add('loads', 10, { release: '1.2.0' }, 5);
    const reported = await read();

    expect(reported.loads.toSorted((one, other) => one.version.localeCompare(other.version))).toEqual([
      { minute: isoAt(2), version: '1.1.0', count: 60 },
      { minute: isoAt(2), version: '1.2.0', count: 40 },
    ]);
    expect(reported.errors).toEqual([{ minute: isoAt(2), version: '1.2.0', count: 4 }]);
    expect([reported.partLoads.size, reported.partErrors.size]).toEqual([0, 0]);
    expect(JSON.stringify(reported)).not.toMatch(/jane|patients|https?:|TypeError/);
  });

  it('has no rows where nothing was reported', async () => {
    expect(await read()).toMatchObject({ loads: [], errors: [] });
  });

  it('calls every count a lower bound where scripts report a part', async () => {
    world.add('loads', 2, { release: '1.2.0' }, 40);

    expect((await read({ sampleRate: 0.1 })).partLoads).toEqual(
      new Set(Array.from({ length: 10 }, (_, minute) => isoAt(minute))),
    );
  });

  it('is refused without the right token', async () => {
    expect(await factsOf(read({ token: 'other' }))).toMatchObject({ kind: 'refused' });
  });
});

describe('the client of Sentry', () => {
  it('calls errors of an hour a lower bound in which some were dropped', async () => {
    world.setTime(START + 120 * MINUTE);
    await controlOf(world.urls.sentry).post('pace', { sentryDropsAbove: 10 });
    world.add('errors', 65, { release: '1.2.0', kind: 'TypeError' }, 500);
    const { errors, partErrors, partLoads } = await connect(world.urls).sentry.read(minutesFrom(55, 70));

    expect(errors).toEqual([{ minute: isoAt(65), version: '1.2.0', count: 10 }]);
    expect(partErrors).toEqual(new Set(Array.from({ length: 10 }, (_, nth) => isoAt(60 + nth))));
    expect(partLoads.size).toBe(0);
  });
});

describe('the client of npm’s download counts', () => {
  it('reads days, and versions of the last week', async () => {
    const { downloads } = connect(world.urls);
    const days = await downloads.lastDays(PACKAGE);
    const versions = await downloads.lastWeek(PACKAGE);

    expect(days?.size).toBe(30);
    expect(days?.get('2026-11-26')).toBeGreaterThan(0);
    expect(versions?.get('1.1.0')).toBeGreaterThan(0);
  });

  it('knows that a package is not known', async () => {
    expect(await connect(world.urls).downloads.lastWeek('nothing')).toBeUndefined();
    expect(await connect(world.urls).downloads.lastDays('@a/nothing')).toBeUndefined();
  });
});
