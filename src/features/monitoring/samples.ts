import type { Sample } from '../../domain/sample.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';
import { isAccepted, KEPT, rollUp } from './roll-up.ts';

type Storing = Pick<Context, 'store' | 'clock'>;

const BEGIN = '1970-01-01T00:00:00.000Z';
const DAY_MS = 24 * 3_600_000;

/** Saves days, and minutes except those that come too late; says how many it has not saved. */
export async function saveSamples(
  tx: Tx,
  samples: readonly Sample[],
  now: Date,
): Promise<{ tooLate: number }> {
  const accepted = samples.filter(({ grain, at }) => grain === 'day' || isAccepted(new Date(at), now));
  await tx.samples.save(accepted);
  return { tooLate: samples.length - accepted.length };
}

/** Brings hours and days up to date and deletes what is too old, one series in each transaction. */
export async function rollUpAll({ store, clock }: Storing, zone: string): Promise<void> {
  const names = await store.transaction((tx) => tx.samples.series());
  for (const series of names) await rollUpOne({ store, clock }, series, zone);
}

async function rollUpOne({ store, clock }: Storing, series: string, zone: string): Promise<void> {
  const now = clock.now();
  await store.transaction(
    async (tx) => {
      const rows = await rowsOf(tx, series, now);
      const rolled = rollUp(rows, { now, zone });
      await tx.samples.save(rolled.write);
      for (const grain of ['minute', 'hour', 'day'] as const) {
        const gone = rolled.delete.filter((one) => one.grain === grain).map(({ at }) => at);
        await tx.samples.remove({ series, grain }, gone);
      }
    },
    { isRepeatable: true },
  );
}

/** What a roll-up of a series needs: its minutes, the hours and days that they are in, and hours that are too old. */
async function rowsOf(tx: Tx, series: string, now: Date): Promise<Sample[]> {
  const to = iso(now.getTime() + DAY_MS);
  const minutes = await tx.samples.read({ series, grain: 'minute' }, { from: BEGIN, to });
  // A day begins at most 25 hours before its minutes.
  const from = Date.parse(minutes[0]?.at ?? to) - 2 * DAY_MS;
  const old = Math.min(from, now.getTime() - KEPT.hoursMs);
  const oldHours = await tx.samples.read({ series, grain: 'hour' }, { from: BEGIN, to: iso(old) });
  const hours = await tx.samples.read({ series, grain: 'hour' }, { from: iso(from), to });
  const days = await tx.samples.read({ series, grain: 'day' }, { from: iso(from), to });
  return [...minutes, ...oldHours, ...hours, ...days];
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** The days of a series from this instant on, the oldest first: at most one row a day, however long the history is. */
export async function readDays({ store, clock }: Storing, series: string, days: number): Promise<Sample[]> {
  const now = clock.now().getTime();
  const range = {
    from: new Date(now - days * DAY_MS).toISOString(),
    to: new Date(now + DAY_MS).toISOString(),
  };
  return store.transaction((tx) => tx.samples.read({ series, grain: 'day' }, range));
}
