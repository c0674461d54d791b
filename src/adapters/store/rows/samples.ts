import { type Grain, MINUTE_MS, type Sample, type SampleKey } from '../../../domain/sample.ts';
import { RowUnreadable } from '../../../ports/row-unreadable.ts';
import type { Samples } from '../../../ports/tables/samples.ts';
import type { Session } from '../session.ts';
import type { SamplesTable } from '../tables.ts';
import { measureOf, measureText } from './measure-text.ts';

/** A stored number must keep its meaning. */
const GRAINS: Readonly<Record<Grain, number>> = { minute: 0, hour: 1, day: 2 };
/** Rows in one statement: SQLite takes at most 32,766 values. */
const AT_ONCE = 1_000;
const NUMBER_ATTEMPTS = 20;

/** What was measured, on this transaction. */
export function createSamples({ trx }: Session): Samples {
  const numberOf = async (name: string): Promise<number | undefined> =>
    (await trx.selectFrom('series').select('number').where('name', '=', name).executeTakeFirst())?.number;
  /** Another process may take the number at the same time: then the next one. */
  const numberFor = async (name: string): Promise<number> => {
    for (let attempt = 0; attempt < NUMBER_ATTEMPTS; attempt += 1) {
      const known = await numberOf(name);
      if (known !== undefined) return known;
      const newest = await trx
        .selectFrom('series')
        .select(({ fn }) => fn.max('number').as('number'))
        .executeTakeFirst();
      const number = (newest?.number ?? 0) + 1;
      await trx
        .insertInto('series')
        .values({ name, number })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
    throw new Error(`the series ${name} could not be numbered`);
  };
  return {
    async save(samples) {
      const names = [...new Set(samples.map(({ series }) => series))].sort();
      const numbers = new Map<string, number>();
      for (const name of names) numbers.set(name, await numberFor(name));
      const rows = samples.map((sample) => toTable(sample, numbers.get(sample.series) ?? 0)).sort(byKey);
      for (let from = 0; from < rows.length; from += AT_ONCE)
        await trx
          .insertInto('samples')
          .values(rows.slice(from, from + AT_ONCE))
          .onConflict((conflict) =>
            conflict.columns(['series', 'grain', 'minute']).doUpdateSet(({ ref }) => ({
              minutes: ref('excluded.minutes'),
              covered: ref('excluded.covered'),
              is_at_least: ref('excluded.is_at_least'),
              measure: ref('excluded.measure'),
            })),
          )
          .execute();
    },
    async remove({ series, grain }, ats) {
      const number = await numberOf(series);
      if (number === undefined) return;
      for (let from = 0; from < ats.length; from += AT_ONCE)
        await trx
          .deleteFrom('samples')
          .where('series', '=', number)
          .where('grain', '=', GRAINS[grain])
          .where('minute', 'in', ats.slice(from, from + AT_ONCE).map(minuteOf))
          .execute();
    },
    async read({ series, grain }, { from, to }) {
      const number = await numberOf(series);
      if (number === undefined) return [];
      const rows = await trx
        .selectFrom('samples')
        .selectAll()
        .where('series', '=', number)
        .where('grain', '=', GRAINS[grain])
        .where('minute', '>=', minuteOf(from))
        .where('minute', '<', minuteOf(to))
        .orderBy('minute')
        .execute();
      return rows.map((row) => fromTable(row, { series, grain }));
    },
    async series() {
      return (await trx.selectFrom('series').select('name').orderBy('name').execute()).map(
        ({ name }) => name,
      );
    },
  };
}

function byKey(a: SamplesTable, b: SamplesTable): number {
  return a.series - b.series || a.grain - b.grain || a.minute - b.minute;
}

/** Minutes since 1970. */
function minuteOf(at: string): number {
  return Math.floor(Date.parse(at) / MINUTE_MS);
}

function toTable({ grain, at, minutes, covered, isAtLeast, measure }: Sample, series: number): SamplesTable {
  return {
    series,
    grain: GRAINS[grain],
    minute: minuteOf(at),
    minutes,
    covered,
    is_at_least: isAtLeast ? 1 : 0,
    measure: measureText(measure),
  };
}

function fromTable(row: SamplesTable, { series, grain }: Omit<SampleKey, 'at'>): Sample {
  const at = new Date(row.minute * MINUTE_MS).toISOString();
  const measure = measureOf(row.measure);
  if (measure === undefined)
    throw new RowUnreadable('samples', `${series} ${at}`, 'its measure is not as Navi writes it');
  return {
    series,
    grain,
    at,
    minutes: row.minutes,
    covered: row.covered,
    isAtLeast: row.is_at_least === 1,
    measure,
  };
}
