import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../simulator/kernel/free-port.ts';
import { createLine, type Line } from '../../harness/process/line.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';
import { until } from '../../harness/until.ts';
import { type House, openHouse } from '../../harness/world/house.ts';
import { textOf } from '../../harness/world/slack-door.ts';

/** The hard limit of a stop in seconds, as operators read it. */
const PROMISED = /A stop ends within (\d+) seconds/.exec(
  readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8'),
);
const ORDERLY_MS = Number(PROMISED?.[1]) * 1000;
/** The last timer starts late, and its end is told late, where a machine is busy. */
const SLACK_MS = 1_000;
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
    async (name, open, away, cut) => {
      const { world, navi } = await open();
      const { pid } = navi.plug.state();
      if (pid === undefined) throw new Error('Navi does not run');
      if (away === 'all') await world.close();
      if (cut !== undefined) line?.cut(cut);

      const begun = performance.now();
      process.kill(pid, 'SIGTERM');

      const ended = () => navi.log().find((text) => text.startsWith('ended: '));
      await until('Navi has ended', async () => ended() !== undefined, 2 * ORDERLY_MS);
      const took = performance.now() - begun;
      process.stdout.write(`SIGTERM, ${name}: ${(took / 1000).toFixed(1)} s\n`);
      expect(took).toBeLessThan(ORDERLY_MS + SLACK_MS);
      // A database that is silent to the last is cut off, with what was in hand.
      expect(ended()).toMatch(cut === 'fall-silent' ? /^ended: exit code [01]$/ : /^ended: exit code 0$/);
    },
    CASE_MS,
  );
});
