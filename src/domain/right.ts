/**
 * One thing that Navi's accounts must be allowed: `bucket`, `url-map`, `dist-tags:<package>` or `deprecations`. `granted`
 * and `refused` are what the last try showed; `untried` says why there was none.
 */
export interface Right {
  id: string;
  state: 'granted' | 'refused' | 'untried';
  /** What was found, or what lacks: one sentence without its full stop. */
  detail: string;
  /** When it was last tried, ISO; null when it never was. */
  triedAt: string | null;
  /** When it last worked, in a try or in earnest, ISO; null when Navi has not seen that. */
  workedAt: string | null;
}
