/** An object as one point of presence holds it. `maxAge` in seconds; `cachedAt` in milliseconds since the epoch. */
export interface Cached {
  status: number;
  bytes: Buffer;
  headers: Record<string, string>;
  /** The `Accept-Encoding` that this copy is for; null when it is for every one. */
  variant: string | null;
  cachedAt: number;
  maxAge: number;
}

/** Freezes a path until this time (`Infinity`: for ever): purges and expiry have no effect. */
interface Hold {
  until: number;
}

interface PendingPurge {
  pattern: string;
  due: number;
}

/** What one point of presence serves, and until when. All times in milliseconds since the epoch. */
export interface Cache {
  /** The copy that may be served at this time to a client with this `Accept-Encoding`. */
  fresh(path: string, variant: string, at: number): Cached | undefined;
  keep(path: string, entry: Cached): void;
  /** Drops what matches at `due`; serves the old copy until then. */
  purge(pattern: string, due: number): void;
  hold(path: string, until: number): void;
  list(): { path: string; entry: Cached; state: 'hit' | 'miss' | 'stale' }[];
  clear(): void;
}

export function createCache(now: () => number): Cache {
  const entries = new Map<string, Map<string | null, Cached>>();
  const holds = new Map<string, Hold>();
  let purges: PendingPurge[] = [];

  function settle(at: number): void {
    for (const [path, hold] of holds) {
      if (hold.until > at) continue;
      holds.delete(path);
      entries.delete(path);
    }
    const due = purges.filter((purge) => purge.due <= at);
    purges = purges.filter((purge) => purge.due > at);
    for (const path of entries.keys()) {
      if (!holds.has(path) && due.some((purge) => matches(purge.pattern, path))) entries.delete(path);
    }
  }

  const isExpired = (path: string, entry: Cached, at: number) =>
    !holds.has(path) && at - entry.cachedAt >= entry.maxAge * 1000;

  return {
    fresh: (path, variant, at) => {
      settle(at);
      const copies = entries.get(path);
      const entry = copies?.get(null) ?? copies?.get(variant);
      return entry === undefined || isExpired(path, entry, at) ? undefined : entry;
    },
    keep: (path, entry) => {
      const isAlone = entry.variant === null;
      const copies = isAlone ? new Map() : new Map(entries.get(path) ?? []);
      if (!isAlone) copies.delete(null);
      entries.set(path, copies.set(entry.variant, entry));
    },
    purge: (pattern, due) => {
      purges.push({ pattern, due });
    },
    hold: (path, until) => {
      holds.set(path, { until });
    },
    list: () => {
      const at = now();
      settle(at);
      const all = [...entries].flatMap(([path, copies]) =>
        [...copies.values()].map((entry) => ({ path, entry })),
      );
      return all.map(({ path, entry }) => {
        const isOutlived = holds.has(path) || purges.some((purge) => matches(purge.pattern, path));
        const state = isOutlived ? 'stale' : isExpired(path, entry, at) ? 'miss' : 'hit';
        return { path, entry, state };
      });
    },
    clear: () => {
      entries.clear();
      holds.clear();
      purges = [];
    },
  };
}

/** Cloud CDN's path patterns: an exact path, or everything under a folder with a final `*`. */
function matches(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}
