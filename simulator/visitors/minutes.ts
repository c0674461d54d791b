const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
/** As long as Sentry keeps what it was sent. */
const KEPT_HOURS = 90 * 24;

export type Labels = Readonly<Record<string, string>>;

/** Counts per minute of one kind of thing. Minutes are whole minutes since the epoch. */
export interface Series {
  labels: Labels;
  /** Of one minute; 0 where nothing was counted. */
  at(minute: number): number;
  /** From the first minute up to, not including, the second. */
  sum(from: number, to: number): number;
}

/** Counts per minute of one table, by labels: bounded by time, and hours without any count take no room. */
export interface Table {
  /** Over several minutes of one hour the count is spread evenly. */
  add(labels: Labels, minute: number, count: number, minutes?: number): void;
  series(): Series[];
  clear(): void;
}

export function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS);
}

export function createTable(): Table {
  const rows = new Map<string, Row>();
  let newest = 0;

  function rowOf(labels: Labels): Row {
    let key = '';
    for (const name in labels) key += `${labels[name]}\n`;
    const known = rows.get(key);
    if (known !== undefined) return known;
    const hours = new Map<number, Uint32Array>();
    const row = { series: seriesOf(labels, hours), hours };
    rows.set(key, row);
    return row;
  }

  function forgetOld(hour: number): void {
    newest = hour;
    for (const [key, { hours }] of rows) {
      for (const old of hours.keys()) if (old < hour - KEPT_HOURS) hours.delete(old);
      if (hours.size === 0) rows.delete(key);
    }
  }

  return {
    add: (labels, minute, count, minutes = 1) => {
      if (count === 0) return;
      const hour = Math.floor(minute / HOUR_MINUTES);
      if (hour > newest) forgetOld(hour);
      const { hours } = rowOf(labels);
      let counts = hours.get(hour);
      if (counts === undefined) {
        counts = new Uint32Array(HOUR_MINUTES);
        hours.set(hour, counts);
      }
      const at = minute - hour * HOUR_MINUTES;
      for (let nth = 0; nth < minutes; nth += 1) {
        const share = Math.floor(((nth + 1) * count) / minutes) - Math.floor((nth * count) / minutes);
        counts[at + nth] = (counts[at + nth] ?? 0) + share;
      }
    },
    series: () => [...rows.values()].map(({ series }) => series),
    clear: () => rows.clear(),
  };
}

interface Row {
  series: Series;
  hours: Map<number, Uint32Array>;
}

function seriesOf(labels: Labels, hours: ReadonlyMap<number, Uint32Array>): Series {
  const at = (minute: number) => hours.get(Math.floor(minute / HOUR_MINUTES))?.[minute % HOUR_MINUTES] ?? 0;
  return {
    labels,
    at,
    sum: (from, to) => {
      let total = 0;
      for (let hour = Math.floor(from / HOUR_MINUTES); hour * HOUR_MINUTES < to; hour += 1) {
        const counts = hours.get(hour);
        if (counts === undefined) continue;
        const first = Math.max(0, from - hour * HOUR_MINUTES);
        const last = Math.min(HOUR_MINUTES, to - hour * HOUR_MINUTES);
        for (let minute = first; minute < last; minute += 1) total += counts[minute] ?? 0;
      }
      return total;
    },
  };
}
