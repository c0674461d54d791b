const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** Such as `41.5 MB`. */
export function sizeWords(bytes: number): string {
  let [value, at] = [bytes, 0];
  while (value >= 1_000 && at < UNITS.length - 1) [value, at] = [value / 1_000, at + 1];
  return `${at === 0 ? value : value.toFixed(1)} ${UNITS[at]}`;
}
