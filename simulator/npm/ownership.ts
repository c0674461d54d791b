import { keptIn } from '../kernel/keep.ts';

export interface Maintainer {
  name: string;
  email: string;
}

interface Owned {
  maintainers?: Maintainer[];
  /** When each version was unpublished, in milliseconds since the epoch. */
  unpublished?: Record<string, number>;
  /** When the whole package was. */
  gone?: number;
}

/** Who maintains each package, and what of it was unpublished: verdaccio knows neither. */
export interface Ownership {
  maintainersOf(name: string): readonly Maintainer[];
  setMaintainers(name: string, maintainers: Maintainer[]): void;
  /** The first publisher of a package maintains it; the registry's own users share their packages. */
  notePublisher(name: string, user: string): void;
  wasUnpublished(name: string, version: string): boolean;
  goneSince(name: string): number | undefined;
  noteUnpublished(name: string, versions: readonly string[]): void;
  noteGone(name: string, versions: readonly string[]): void;
  clear(): void;
}

export function maintainer(name: string): Maintainer {
  return { name, email: `${name}@navi.example` };
}

export function createOwnership({
  file,
  users,
  now,
}: {
  file: string;
  users: readonly string[];
  now: () => number;
}): Ownership {
  const kept = keptIn<Record<string, Owned>>(file);
  let records = kept.read() ?? {};
  const change = (name: string, changed: Owned) => {
    records[name] = { ...records[name], ...changed };
    kept.write(records);
  };
  const unpublished = (name: string, versions: readonly string[]) => ({
    ...records[name]?.unpublished,
    ...Object.fromEntries(versions.map((version) => [version, now()])),
  });
  return {
    maintainersOf: (name) => records[name]?.maintainers ?? users.map(maintainer),
    setMaintainers: (name, maintainers) => change(name, { maintainers }),
    notePublisher: (name, user) => {
      if (!users.includes(user)) change(name, { maintainers: [maintainer(user)] });
    },
    wasUnpublished: (name, version) => records[name]?.unpublished?.[version] !== undefined,
    goneSince: (name) => records[name]?.gone,
    noteUnpublished: (name, versions) => change(name, { unpublished: unpublished(name, versions) }),
    noteGone: (name, versions) => change(name, { unpublished: unpublished(name, versions), gone: now() }),
    clear: () => {
      records = kept.read() ?? {};
    },
  };
}
