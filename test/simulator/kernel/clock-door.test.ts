import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { type SimulatedCompute, startCompute } from '../../../simulator/compute/index.ts';
import { type SimulatedGcs, startGcs } from '../../../simulator/gcs/index.ts';
import { createWorldClock } from '../../../simulator/kernel/world-clock.ts';
import { controlOf } from '../../harness/world/control.ts';

const DAY = 86_400_000;

const Body = z.looseObject({
  error: z.string().default(''),
  name: z.string().default(''),
  startTime: z.string().default(''),
  endTime: z.string().default(''),
});
const Log = z.object({ calls: z.array(z.object({ at: z.string() })) });

let compute: SimulatedCompute;
let gcs: SimulatedGcs;

beforeEach(async () => {
  const clock = createWorldClock();
  compute = await startCompute({ project: 'p', urlMap: 'map', clock });
  gcs = await startGcs({ bucket: 'b', clock });
});
afterEach(async () => {
  await compute.close();
  await gcs.close();
});

const post = async (url: string, body: unknown) => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: Body.parse(await answer.json()) };
};
const clockOf = async (url: string, query = '') =>
  (await fetch(`${url}/_control/clock${query}`)).json() as Promise<Record<string, unknown>>;

test('one move, and every service is there: its timestamps, its Date header, its log', async () => {
  const before = Date.now();
  const moved = await post(`${compute.url}/_control/clock`, { advance: '14d' });
  expect(moved).toMatchObject({ status: 200, body: { ok: true, aheadMs: 14 * DAY, count: 1 } });
  expect(await clockOf(gcs.url)).toMatchObject({ aheadMs: 14 * DAY, count: 1 });
  const answer = await fetch(`${gcs.url}/storage/v1/b/b/o`);
  expect(Date.parse(answer.headers.get('date') ?? '')).toBeGreaterThan(before + 13 * DAY);
  const { calls } = Log.parse(await (await fetch(`${gcs.url}/_control/log`)).json());
  expect(Date.parse(calls[0]?.at ?? '')).toBeGreaterThan(before + 13 * DAY);
});

test('a purge of an hour ends at its own time when the clock is moved past it', async () => {
  await controlOf(compute.url).pace({ purgeSeconds: 3600 });
  const path = `${compute.url}/compute/v1/projects/p/global`;
  const begun = await post(`${path}/urlMaps/map/invalidateCache`, { path: '/v1/*' });
  // Held until the operation ends: the move does not wait for this call.
  const waited = post(`${path}/operations/${begun.body.name}/wait`, {});
  await post(`${compute.url}/_control/clock`, { advance: '1d' });
  const { body } = await waited;
  expect(body['status']).toBe('DONE');
  expect(Date.parse(body.endTime) - Date.parse(body.startTime)).toBe(3_600_000);
});

test('who follows is held until there is a move', async () => {
  const told = clockOf(gcs.url, '?after=0');
  await post(`${gcs.url}/_control/clock`, { advance: '1h' });
  expect(await told).toMatchObject({ count: 1, aheadMs: 3_600_000 });
  // Another count than this world's is answered at once.
  expect(await clockOf(gcs.url, '?after=7')).toMatchObject({ count: 1 });
});

test('an address without a route answers in the world’s time too', async () => {
  await post(`${gcs.url}/_control/clock`, { advance: '1d' });
  const { now } = await clockOf(gcs.url);
  const answer = await fetch(gcs.url, { method: 'HEAD' });
  expect(Math.abs(Date.parse(answer.headers.get('date') ?? '') - Date.parse(String(now)))).toBeLessThan(
    5_000,
  );
});

test('backwards is refused with the reason, and words that say no time with an example', async () => {
  await post(`${gcs.url}/_control/clock`, { advance: '1d' });
  const back = await post(`${gcs.url}/_control/clock`, { to: '2020-01-01T00:00:00Z' });
  expect(back.status).toBe(409);
  expect(back.body.error).toMatch(/does not go back: .* \/_control\/reset starts again/);
  const odd = await post(`${gcs.url}/_control/clock`, { advance: 'a while' });
  expect(odd).toMatchObject({ status: 400, body: { ok: false } });
  expect(odd.body.error).toContain('"14d"');
  expect((await post(`${gcs.url}/_control/clock`, {})).body.error).toContain(
    'tomorrow 09:00 Europe/Brussels',
  );
});
