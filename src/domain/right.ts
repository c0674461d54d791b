/**
 * One thing that Navi's accounts must be allowed: `bucket`, `url-map`, `npm-token`, `dist-tags:<package>` or
 * `deprecations`. `granted`
 * and `refused` are what the last try showed; `untried` says why there was none.
 */
export interface Right {
  id: string;
  state: 'granted' | 'refused' | 'untried';
  /** What was found, or what lacks: one phrase. */
  detail: string;
  /** When it was last tried, or found that it could not be, ISO; null when it never was. */
  triedAt: string | null;
  /** When it last worked, in a try or in earnest, ISO; null when Navi has not seen that. */
  workedAt: string | null;
  /** When the credential behind it ends, ISO; absent where that is not known or never. */
  expiresAt?: string;
}

/** That npm takes Navi's token. */
export const NPM_TOKEN_RIGHT = 'npm-token';

/** Before the first write of a release its rights were tried within this time, in milliseconds. */
const FRESH_MS = 3_600_000;

/** What a release and its rollback need and can be tried without harm. */
export function neededRights(packages: readonly string[]): string[] {
  return ['bucket', 'url-map', NPM_TOKEN_RIGHT, ...packages.map(distTagsRight)];
}

/** The right to move the dist-tags of a package. */
export function distTagsRight(name: string): string {
  return `dist-tags:${name}`;
}

/** Those that were tried, the longest ago first. */
export function triedRights(rights: readonly Right[]): Right[] {
  return rights
    .filter((right) => right.triedAt !== null)
    .sort((a, b) => ((a.triedAt ?? '') < (b.triedAt ?? '') ? -1 : 1));
}

/** Whether each needed right was tried, or found that it cannot be, a short time before this instant (ISO). */
export function areFresh(rights: readonly Right[], needed: readonly string[], at: string): boolean {
  const after = new Date(Date.parse(at) - FRESH_MS).toISOString();
  return needed.every((id) => rights.some((right) => right.id === id && (right.triedAt ?? '') >= after));
}
