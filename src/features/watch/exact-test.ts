/** Events of one side, in its number of trials. */
export interface Sample {
  events: number;
  trials: number;
}

/** A term below this part of the sum does not change it. */
const NEGLIGIBLE = 1e-17;

/**
 * The probability that chance alone gives side `a` so many of all events or more, where both sides have one rate: the
 * exact conditional test of two Poisson rates (J. Przyborowski and H. Wilenski, Biometrika 31, 1940). Zero events on
 * either side need no special case. 1 where nothing could be seen.
 */
export function chanceOfSoMany(a: Sample, b: Sample): number {
  const events = a.events + b.events;
  if (events === 0 || a.trials <= 0) return 1;
  if (b.trials <= 0) return 1;
  return upperTail({ events, share: a.trials / (a.trials + b.trials), from: a.events });
}

/** The probability of `from` or more of `events`, where each is one with the probability `share`. */
function upperTail({ events, share, from }: { events: number; share: number; from: number }): number {
  // At or below the mean the tail is large, and its exact size decides nothing.
  if (from <= events * share) return 1;
  const odds = share / (1 - share);
  let term = Math.exp(
    logOfChoices(events, from) + from * Math.log(share) + (events - from) * Math.log1p(-share),
  );
  let sum = term;
  for (let count = from; count < events; count += 1) {
    term *= ((events - count) / (count + 1)) * odds;
    sum += term;
    if (term < sum * NEGLIGIBLE) break;
  }
  return Math.min(1, sum);
}

/** ln of *n choose k*. */
function logOfChoices(n: number, k: number): number {
  return logOfFactorial(n) - logOfFactorial(k) - logOfFactorial(n - k);
}

/** Below this Stirling's series is less exact than a sum. */
const FEW = 32;

/** ln n!, by Stirling's series for a large n (https://dlmf.nist.gov/5.11#E1). */
function logOfFactorial(n: number): number {
  if (n < FEW) {
    let sum = 0;
    for (let factor = 2; factor <= n; factor += 1) sum += Math.log(factor);
    return sum;
  }
  const z = n + 1;
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5);
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series;
}
