/** One figure of Navi's beside a peer's of the same run. */
export interface Figure {
  what: string;
  navi: number;
  /** What it is held against, by name. */
  peer: { name: string; value: number } | null;
  unit: 'ms' | 's' | 'MB' | 'calls' | '%';
  /** The least or the most that the ratio of Navi's figure to the peer's may be; null where only the figure is wanted. */
  limit: { atMost: number } | { atLeast: number } | null;
  /** The ratio when it is not Navi's figure divided by the peer's. */
  ratio?: number;
  /** What else is to be known of this figure. */
  note?: string;
}

/** The value below which `share` (0 to 1) of the values lie: nearest rank. Throws when there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (found === undefined) throw new Error('there are no values');
  return found;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Navi's figure divided by the peer's; undefined without a peer. */
function ratioOf({ navi, peer, ratio }: Figure): number | undefined {
  return ratio ?? (peer === null ? undefined : navi / peer.value);
}

/** Whether the limit is kept; undefined where there is none. */
function isKept(figure: Figure): boolean | undefined {
  const ratio = ratioOf(figure);
  if (figure.limit === null || ratio === undefined) return undefined;
  return 'atMost' in figure.limit ? ratio <= figure.limit.atMost : ratio >= figure.limit.atLeast;
}

/** Figures as rows of a Markdown table, so that they can be put into docs/performance.md as they are. */
export function tableOf(figures: readonly Figure[]): string {
  const head = ['| figure | Navi | beside | ratio | limit |', '|---|---|---|---|---|'];
  return [...head, ...figures.map(rowOf)].join('\n');
}

function rowOf(figure: Figure): string {
  const { what, navi, peer, unit, note } = figure;
  const ratio = ratioOf(figure);
  const beside = peer === null ? '–' : `${peer.name}: ${amount(peer.value, unit)}`;
  const cells = [
    note === undefined ? what : `${what} (${note})`,
    amount(navi, unit),
    beside,
    ratio === undefined ? '–' : ratio.toFixed(2),
    limitOf(figure),
  ];
  return `| ${cells.join(' | ')} |`;
}

function limitOf(figure: Figure): string {
  if (figure.limit === null) return '–';
  const words = 'atMost' in figure.limit ? `≤ ${figure.limit.atMost}` : `≥ ${figure.limit.atLeast}`;
  const kept = isKept(figure);
  return kept === undefined ? words : `${words} ${kept ? 'kept' : '**missed**'}`;
}

function amount(value: number, unit: Figure['unit']): string {
  if (unit === 'calls') return String(Math.round(value * 10) / 10);
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`;
}
