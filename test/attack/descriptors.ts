import { setTimeout as pause } from 'node:timers/promises';
import { halfOpen } from '../adapters/web/raw-socket.ts';
import { until } from '../harness/until.ts';
import { openAttacked, troubleOf } from './house.ts';
import { type Tally, tally } from './tally.ts';

const FILES = 64;
const CONNECTIONS = 200;
const FOR_MS = 20_000;

/** A process that may open 64 files, and 200 clients that connect and say nothing, again and again, in a release. */
export async function attackDescriptors(): Promise<Tally[]> {
  const house = await openAttacked('socket', { openFiles: FILES });
  const { pid } = house.navi.plug.state();
  const port = Number(new URL(house.navi.url).port);
  await house.request('U0ADA', 'v1.2.0');
  await house.approve('U0BEN');
  const end = Date.now() + FOR_MS;
  let connections = 0;
  while (Date.now() < end) {
    const sockets = halfOpen(port, CONNECTIONS);
    connections += sockets.length;
    await pause(2_000);
    for (const socket of sockets) socket.destroy();
  }
  const last = halfOpen(port, CONNECTIONS);
  connections += last.length;
  const counted = async () => {
    const { runs, releases } = await house.github();
    const rewrites = (await house.calls('gcs', 'objects.rewrite')).filter(({ status }) => status === 200);
    const said = (await house.messages()).filter(
      ({ text, thread_ts }) => thread_ts === undefined && text.includes('is released'),
    );
    return JSON.stringify({
      runs: runs.length,
      releases: releases.length,
      rewrites: rewrites.length,
      said: said.length,
    });
  };
  const done = await tally(`${connections} half-open connections at ${FILES} files`, [
    async () => {
      await until(
        'healthz answers',
        async () => (await troubleOf(house, pid).catch(() => 'no answer')) === null,
        15_000,
      );
      return null;
    },
    async () => {
      await house.cardSays(/done|is released/i, 240_000);
      const found = await until(
        'what was done once',
        async () => {
          const now = await counted();
          return now === JSON.stringify({ runs: 1, releases: 1, rewrites: 1, said: 1 }) && now;
        },
        30_000,
      ).catch(counted);
      return found === JSON.stringify({ runs: 1, releases: 1, rewrites: 1, said: 1 }) ? null : found;
    },
    () => troubleOf(house, pid),
  ]);
  for (const socket of last) socket.destroy();
  await house.close();
  return [done];
}
