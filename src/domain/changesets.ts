import { inc } from 'semver';

/** What changesets declare for one package. */
export interface Declared {
  name: string;
  type: 'major' | 'minor' | 'patch';
  /** One of its changesets has a line that begins with `BREAKING:`. */
  isBreaking: boolean;
  /** Its version before the changesets were used; null where it is not known. */
  from: string | null;
}

/** The changesets that made the release. They are gone at its commit, so they are read where they were last. */
export type ChangesetFacts =
  | {
      is: 'known';
      /** The last commit that has them. */
      at: string;
      declared: readonly Declared[];
      /** Files that are no changeset. */
      unreadable: readonly string[];
      /** The repository is in pre mode at the release's commit. */
      isPre: boolean;
      /** Folders of packages whose files differ from the live version; null where that is not known. */
      changed: readonly string[] | null;
    }
  /** No commit among the newest has any. */
  | { is: 'none'; looked: number }
  | { is: 'unknown'; why: string };

/** One package: what was changed, what was declared, what follows from it, and what there is. */
export interface ChangesetRow {
  name: string;
  dir: string;
  isChanged: boolean | null;
  declared: Declared['type'] | null;
  /** The version that the declaration makes; null where none is declared. */
  computed: string | null;
  inTree: string | null;
  onNpm: string | null;
}

interface Committed {
  name: string;
  dir: string;
  file: { version: string } | undefined;
  live: string | undefined;
}

/** A row for each configured package. */
export function changesetRows(
  { declared, changed }: Extract<ChangesetFacts, { is: 'known' }>,
  packages: readonly Committed[],
): ChangesetRow[] {
  return packages.map(({ name, dir, file, live }) => {
    const own = declared.find((one) => one.name === name);
    return {
      name,
      dir,
      isChanged: changed === null ? null : changed.includes(dir),
      declared: own?.type ?? null,
      computed: own === undefined || own.from === null ? null : inc(own.from, own.type),
      inTree: file?.version ?? null,
      onNpm: live ?? null,
    };
  });
}

/** In a line: `navi-js: changed, minor declared, makes 1.2.0, 1.2.0 in the commit, 1.1.0 is live`. */
export function rowText({ name, isChanged, declared, computed, inTree, onNpm }: ChangesetRow): string {
  const changed = isChanged === null ? 'not known whether it changed' : isChanged ? 'changed' : 'not changed';
  const says = declared === null ? 'nothing declared' : `${declared} declared`;
  const makes = computed === null ? '' : `, makes ${computed}`;
  return `${name}: ${changed}, ${says}${makes}, ${inTree ?? 'nothing'} in the commit, ${onNpm ?? 'nothing'} is live`;
}
