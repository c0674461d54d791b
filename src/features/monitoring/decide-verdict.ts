import type { Criterion } from '../../domain/criterion.ts';
import { countOf, EDGE_MS, type Histogram, isBelowEdge, quantile } from '../../domain/histogram.ts';
import { reaches, type Tally } from './tally.ts';

/** What was found in a criterion's window. */
export type Found =
  /** Its source is not set up or broken, and nothing of the window is known. */
  | { is: 'absent'; why: string }
  /** `coverage` is the part of the window that was measured, from 0 to 1. */
  | { is: 'found'; coverage: number; figures: Figures };

export type Figures =
  | ({ is: 'share' } & Tally)
  | { is: 'latency'; locations: readonly { name: string; histogram: Histogram }[] }
  | { is: 'none'; count: number; isAtLeast: boolean; reads: number }
  | { is: 'budgets'; bundles: readonly { name: string; bytes: number; most: number }[] }
  /** `ageMs`: until it was resolved for customers, or until now. */
  | { is: 'ages'; ages: readonly { name: string; ageMs: number }[]; isAtLeast: boolean; reads: number };

/** `shown` are the figures, also where they are too few to judge; null where there are none. */
export type Verdict =
  | { is: 'met'; shown: string }
  | { is: 'missed'; shown: string; why: string }
  | { is: 'cannot-judge'; shown: string | null; why: string };

/** Judges a criterion. What is not known is never *met*; *missed* only where more figures could not change it. */
export function decideVerdict(criterion: Criterion, found: Found): Verdict {
  if (found.is === 'absent') return { is: 'cannot-judge', shown: null, why: found.why };
  const { figures } = found;
  const judged = judge(criterion, figures);
  if (judged.is !== 'judged' || judged.isFinal === true) return verdictOf(judged);
  const { shown } = judged;
  if (judged.sample < criterion.minimum)
    return {
      is: 'cannot-judge',
      shown,
      why: `${numbered(judged.sample)} of at least ${numbered(criterion.minimum)} ${criterion.unit}`,
    };
  if (found.coverage < criterion.leastCoverage)
    return {
      is: 'cannot-judge',
      shown,
      why: `${percent(found.coverage)} of the window was measured, ${percent(criterion.leastCoverage)} is needed`,
    };
  return verdictOf(judged);
}

/** A judgement of the figures alone. A final one holds however few they are: more would not make it better. */
type Judged =
  | { is: 'unfit' }
  | {
      is: 'judged';
      shown: string;
      sample: number;
      /** Null: unknown, because of `why`. */
      isMet: boolean | null;
      why: string;
      isFinal?: boolean;
    };

function verdictOf(judged: Judged): Verdict {
  if (judged.is === 'unfit')
    return { is: 'cannot-judge', shown: null, why: 'its source measures something else' };
  const { shown, why, isMet } = judged;
  if (isMet === null) return { is: 'cannot-judge', shown, why };
  return isMet ? { is: 'met', shown } : { is: 'missed', shown, why };
}

function judge(criterion: Criterion, figures: Figures): Judged {
  if (criterion.is === 'share' && figures.is === 'share') return judgeShare(criterion, figures);
  if (criterion.is === 'latency' && figures.is === 'latency') return judgeLatency(criterion, figures);
  if (criterion.is === 'none' && figures.is === 'none') return judgeNone(figures);
  if (criterion.is === 'budgets' && figures.is === 'budgets') return judgeBudgets(figures);
  if (criterion.is === 'ages' && figures.is === 'ages') return judgeAges(criterion.mostMs, figures);
  return { is: 'unfit' };
}

type Of<K extends Criterion['is'], T extends { is: string }> = Extract<T, { is: K }>;

function judgeShare({ most }: Of<'share', Criterion>, tally: Tally): Judged {
  const { bad, total } = tally;
  const isReached = reaches(tally, most);
  const why =
    isReached === null ? 'some was dropped or sampled away' : `${numbered(bad)} of ${numbered(total)} failed`;
  return {
    is: 'judged',
    shown: shownShare(tally),
    sample: total,
    isMet: isReached === null ? null : !isReached,
    why,
  };
}

/** *58 of 58* where they can be counted, a part of many where not. */
function shownShare({ bad, total, isBadAtLeast, isTotalAtLeast }: Tally): string {
  const good = Math.max(0, total - bad);
  const some = isBadAtLeast || isTotalAtLeast ? ', some not counted' : '';
  const text = `${numbered(good)} of ${numbered(total)}${some}`;
  return total >= 1000 ? `${percent(good / total)} (${text})` : text;
}

/** A location that is slow by enough durations decides, however few the others have. */
function judgeLatency(
  { part, minimum, belowMs }: Of<'latency', Criterion>,
  { locations }: Of<'latency', Figures>,
): Judged {
  const judged = locations.map(({ name, histogram }) => ({
    name,
    count: countOf(histogram),
    isBelow: isBelow(histogram, { part, belowMs }),
    ms: quantile(histogram, part),
  }));
  const slow = judged.filter(({ isBelow, count }) => isBelow === false && count >= minimum);
  const decisive = slow.length > 0 ? slow : judged;
  return {
    is: 'judged',
    shown: judged.map(({ name, ms }) => `${name} ${ms === null ? 'none' : shownMs(ms)}`).join(', '),
    sample: decisive.length === 0 ? 0 : Math.min(...decisive.map(({ count }) => count)),
    isMet: slow.length === 0,
    why: `too slow in ${slow.map(({ name }) => name).join(', ')}`,
  };
}

/** Exact at the histograms' edge, elsewhere within their error. Null for no durations. */
function isBelow(histogram: Histogram, { part, belowMs }: { part: number; belowMs: number }): boolean | null {
  if (belowMs === EDGE_MS) return isBelowEdge(histogram, part);
  const ms = quantile(histogram, part);
  return ms === null ? null : ms < belowMs;
}

function judgeNone({ count, isAtLeast, reads }: Of<'none', Figures>): Judged {
  const shown = `${isAtLeast ? 'at least ' : ''}${numbered(count)}`;
  if (count > 0)
    return { is: 'judged', shown, sample: reads, isMet: false, why: `${shown} reported`, isFinal: true };
  const isMet = isAtLeast ? null : true;
  return { is: 'judged', shown, sample: reads, isMet, why: 'some was dropped or sampled away' };
}

function judgeBudgets({ bundles }: Of<'budgets', Figures>): Judged {
  const over = bundles.filter(({ bytes, most }) => bytes > most).map(({ name }) => name);
  const shown = `${bundles.length - over.length} of ${bundles.length}`;
  const why = `over budget: ${over.join(', ')}`;
  return {
    is: 'judged',
    shown,
    sample: bundles.length,
    isMet: over.length === 0,
    why,
    isFinal: over.length > 0,
  };
}

function judgeAges(mostMs: number, { ages, isAtLeast, reads }: Of<'ages', Figures>): Judged {
  const late = ages.filter(({ ageMs }) => ageMs >= mostMs).map(({ name }) => name);
  const shown = `${ages.length - late.length} of ${isAtLeast ? 'at least ' : ''}${ages.length}`;
  if (late.length > 0)
    return {
      is: 'judged',
      shown,
      sample: reads,
      isMet: false,
      why: `too late: ${late.join(', ')}`,
      isFinal: true,
    };
  const isMet = isAtLeast ? null : true;
  return { is: 'judged', shown, sample: reads, isMet, why: 'not all were read' };
}

function numbered(n: number): string {
  return n.toLocaleString('en-US');
}

function shownMs(ms: number): string {
  return `${Math.round(ms)} ms`;
}

/** Cut, not rounded: 99.9 % is never shown for less. */
function percent(part: number): string {
  return `${Math.floor(part * 10_000 + 1e-9) / 100} %`;
}
