/** Figures for people. */
export function numbered(n: number): string {
  return n.toLocaleString('en-US');
}

/** Cut, not rounded: 99.9 % is never shown for less. */
export function percent(part: number): string {
  return `${Math.floor(part * 10_000 + 1e-9) / 100} %`;
}

export function atLeast(isAtLeast: boolean): string {
  return isAtLeast ? 'at least ' : '';
}

export function counted(n: number, one: string, many = `${one}s`): string {
  return `${numbered(n)} ${n === 1 ? one : many}`;
}

const HOUR_MS = 3_600_000;

/** `40 min`, `5 h`, `3 days`. */
export function age(ms: number): string {
  if (ms < HOUR_MS) return `${Math.max(0, Math.floor(ms / 60_000))} min`;
  if (ms < 48 * HOUR_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return `${Math.floor(ms / (24 * HOUR_MS))} days`;
}
