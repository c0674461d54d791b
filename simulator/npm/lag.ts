import { keptIn } from '../kernel/keep.ts';
import type { Sight } from './packument.ts';

interface History {
  /** When each version was published, in milliseconds since the epoch, and the lag in seconds at that time. */
  published: Record<string, { at: number; lag: number }>;
  /** The earlier targets of each tag, newest last. */
  earlier: Record<string, string[]>;
}

/**
 * Knows the published versions that readers cannot see yet. A version without an entry is visible; a shorter lag also
 * applies to versions in progress, a longer one only to versions published from then on.
 */
export interface Lag {
  note(name: string, publish: { versions: readonly string[]; tags: Readonly<Record<string, string>> }): void;
  /** What a reader of metadata sees. */
  metadata(name: string): Sight;
  isTarballVisible(name: string, version: string): boolean;
  clear(): void;
}

export interface LagOptions {
  file: string | undefined;
  now: () => number;
  seconds: () => number;
  /** Metadata is visible at once, only tarballs are late. */
  isTarballOnly: () => boolean;
}

const REMEMBERED_TAGS = 10;

export function createLag({ file, now, seconds, isTarballOnly }: LagOptions): Lag {
  const kept = keptIn<Record<string, History>>(file);
  let records = kept.read() ?? {};

  function hasArrived(name: string, version: string): boolean {
    const published = records[name]?.published[version];
    if (published === undefined) return true;
    return now() >= published.at + Math.min(published.lag, seconds()) * 1000;
  }

  return {
    note: (name, { versions, tags }) => {
      const record = records[name] ?? { published: {}, earlier: {} };
      for (const version of versions) record.published[version] = { at: now(), lag: seconds() };
      for (const [tag, version] of Object.entries(tags))
        record.earlier[tag] = [...(record.earlier[tag] ?? []), version].slice(-REMEMBERED_TAGS);
      records[name] = record;
      kept.write(records);
    },
    metadata: (name) => {
      const isVisible = (version: string) => isTarballOnly() || hasArrived(name, version);
      return {
        isVisible,
        tagOf: (tag, version) =>
          isVisible(version) ? version : records[name]?.earlier[tag]?.findLast(isVisible),
      };
    },
    isTarballVisible: hasArrived,
    clear: () => {
      records = kept.read() ?? {};
    },
  };
}
