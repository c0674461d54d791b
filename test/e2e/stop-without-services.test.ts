import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../simulator/kernel/free-port.ts';
import { createLine, type Line } from '../harness/process/line.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { until } from '../harness/until.ts';
import { type House, openHouse } from '../harness/world/house.ts';
import { textOf } from '../harness/world/slack-door.ts';

/** The longest a stop may take: less than what Docker (compose.yaml) and Kubernetes wait before they kill. */
const LONGEST_STOP_MS = 20_000;
const CASE_MS = 180_000;

describe('SIGTERM while no service answers', () => {
  const postgres = needsPostgres();
  let house: House | undefined;
  let line: Line | undefined;
  afterEach(async () => {
    line?.close();
    await house?.close();
  });

  /** Navi in the middle of a release: all is published and live, and the edge cannot be seen. */
  async function openBeforeTheEdge(variables: Record<string, string>): Promise<House> {
    const unseen = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`].join();
    house = await openHouse({
      pace: { workflow: 'canned' },
      variables: { CDN_PROBE_URLS: unseen, ...variables },
    });
    await house.request('U0ADA', 'v1.2.0');
    await house.approve('U0BEN');
    const { card } = house;
    await until(
      'the edge cannot be seen',
      async () => /cannot be reached/.test(textOf(await card())),
      60_000,
    );
    return house;
  }

  async function openOnPostgres(): Promise<House> {
    const url = new URL((await postgres.createDatabase()).url);
    line = await createLine(Number(url.port));
    url.port = String(line.port);
    return openBeforeTheEdge({ DATABASE_URL: url.href });
  }

  it.each([
    ['the edge alone, on SQLite', () => openBeforeTheEdge({}), 'the edge', undefined],
    ['every service, on SQLite', () => openBeforeTheEdge({}), 'all', undefined],
    ['every service, on PostgreSQL', openOnPostgres, 'all', undefined],
    ['every service and PostgreSQL', openOnPostgres, 'all', 'refuse'],
    ['every service, and PostgreSQL, which is silent', openOnPostgres, 'all', 'fall-silent'],
  ] as const)(
    'ends the process: %s',
    async (_, open, away, cut) => {
      const { world, navi } = await open();
      const { pid } = navi.plug.state();
      if (pid === undefined) throw new Error('Navi does not run');
      if (away === 'all') await world.close();
      if (cut !== undefined) line?.cut(cut);

      process.kill(pid, 'SIGTERM');

      const ended = () => navi.log().find((text) => text.startsWith('ended: '));
      await until('Navi has ended', async () => ended() !== undefined, LONGEST_STOP_MS);
      // A database that is silent to the last is cut off, with what was in hand.
      expect(ended()).toMatch(cut === 'fall-silent' ? /^ended: exit code [01]$/ : /^ended: exit code 0$/);
    },
    CASE_MS,
  );
});
