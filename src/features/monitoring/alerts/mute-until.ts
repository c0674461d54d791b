const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const LONGEST_MS = 14 * 86_400_000;
const ASKED = /^(?<count>\d{1,4})(?<unit>[mhd])\s+(?<why>\S.*)$/s;

/** Reads `2h the upstream is down`; undefined where it names no time or no reason, or more than 14 days. */
export function muteUntil(text: string, now: Date): { until: string; why: string } | undefined {
  const { count, unit, why } = ASKED.exec(text.trim())?.groups ?? {};
  const ms = Number(count) * (UNITS[unit ?? ''] ?? Number.NaN);
  if (why === undefined || !(ms > 0) || ms > LONGEST_MS) return undefined;
  return { until: new Date(now.getTime() + ms).toISOString(), why };
}
