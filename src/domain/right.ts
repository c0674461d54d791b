/**
 * One right that Navi's accounts need: `bucket`, `url-map`, `npm-token`, `dist-tags:<package>` or `deprecations`.
 * `granted` and `refused` are the result of the last test; `untried` says why there was none.
 */
export interface Right {
  id: string;
  state: 'granted' | 'refused' | 'untried';
  /** The result, or what is missing: one phrase. */
  detail: string;
  /** When it was last tested, or found untestable, ISO; null for never. */
  triedAt: string | null;
  /** When it last worked, in a test or in use, ISO; null for never. */
  workedAt: string | null;
  /** When its credential expires, ISO; absent where that is unknown or never. */
  expiresAt?: string;
}

/** npm accepts Navi's token. */
export const NPM_TOKEN_RIGHT = 'npm-token';

/** The rights must have been tested within this time before a release's first write, in milliseconds. */
const FRESH_MS = 3_600_000;

/** What a release and its rollback need and can be tested without harm. */
export function neededRights(packages: readonly string[]): string[] {
  return ['bucket', 'url-map', NPM_TOKEN_RIGHT, ...packages.map(distTagsRight)];
}

/** The right to move the dist-tags of a package. */
export function distTagsRight(name: string): string {
  return `dist-tags:${name}`;
}

/** The tested ones, the oldest test first. */
export function triedRights(rights: readonly Right[]): Right[] {
  return rights
    .filter((right) => right.triedAt !== null)
    .sort((a, b) => ((a.triedAt ?? '') < (b.triedAt ?? '') ? -1 : 1));
}

/** Whether each needed right was tested, or found untestable, shortly before this instant (ISO). */
export function areFresh(rights: readonly Right[], needed: readonly string[], at: string): boolean {
  const after = new Date(Date.parse(at) - FRESH_MS).toISOString();
  return needed.every((id) => rights.some((right) => right.id === id && (right.triedAt ?? '') >= after));
}
