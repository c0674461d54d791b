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
