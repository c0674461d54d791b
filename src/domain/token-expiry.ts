/** When a token of Navi's own expires: an ISO time and its source, never, or unknown. */
export type TokenExpiry =
  | { is: 'at'; at: string; from: 'npm' | 'configuration' }
  | { is: 'never' }
  | { is: 'unknown'; why: string };

const DAY_MS = 86_400_000;
/** How many days ahead the owners are warned; 0 is the expiry itself. */
const WARNED_AT = [0, 1, 3, 7, 14] as const;

/** One phrase for a gate or a list. */
export function expiryWords(expiry: TokenExpiry): string {
  if (expiry.is === 'never') return 'it does not expire';
  if (expiry.is === 'unknown') return `when it expires is unknown: ${expiry.why}`;
  return `it expires on ${expiry.at.slice(0, 16).replace('T', ' ')} UTC (${expiry.from === 'npm' ? 'npm says so' : 'as configured'})`;
}

/** How far ahead an expiry is warned of; undefined while it is more than 14 days away. Both times are ISO. */
export function warnedAhead(at: string, now: string): { days: number; left: number } | undefined {
  const ms = Date.parse(at) - Date.parse(now);
  const left = Math.max(0, Math.floor(ms / DAY_MS));
  const days = ms <= 0 ? 0 : WARNED_AT.find((threshold) => threshold > 0 && left <= threshold);
  return days === undefined ? undefined : { days, left };
}

/** `expired`, `expires within a day`, `expires in 5 days`. */
export function leftWords(at: string, now: string): string {
  const ahead = warnedAhead(at, now);
  if (ahead?.days === 0) return 'has expired';
  const left = ahead?.left ?? Math.floor((Date.parse(at) - Date.parse(now)) / DAY_MS);
  return left === 0 ? 'expires within a day' : `expires in ${left} ${left === 1 ? 'day' : 'days'}`;
}
