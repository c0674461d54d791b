/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** How often something with this mean happens. */
  poisson(mean: number): number;
  /** How many of `n` tries succeed. */
  binomial(n: number, probability: number): number;
}

/** mulberry32, seeded by a hash (FNV-1a) of the text, so that each minute's numbers depend on nothing but the minute. */
export function createRandom(seed: string): Random {
  let state = hash(seed);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    poisson: (mean) => (mean > EXACT_BELOW ? rounded(next, mean, Math.sqrt(mean)) : exactPoisson(next, mean)),
    binomial: (n, probability) => binomial(next, n, Math.min(1, Math.max(0, probability))),
  };
}

/** Above this mean a normal distribution is close enough. */
const EXACT_BELOW = 30;

function exactPoisson(next: () => number, mean: number): number {
  if (mean <= 0) return 0;
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = next(); product > limit; product *= next()) count += 1;
  return count;
}

function binomial(next: () => number, n: number, probability: number): number {
  if (n <= 0 || probability === 0) return 0;
  if (probability > 0.5) return n - binomial(next, n, 1 - probability);
  if (n > EXACT_BELOW) {
    const mean = n * probability;
    // Rare things stay rare: where few are expected a Poisson draw fits and a normal one does not.
    if (mean < EXACT_BELOW) return Math.min(n, exactPoisson(next, mean));
    return Math.min(n, rounded(next, mean, Math.sqrt(mean * (1 - probability))));
  }
  let count = 0;
  for (let tried = 0; tried < n; tried += 1) if (next() < probability) count += 1;
  return count;
}

/** A normal draw (Box–Muller) as a whole number that is not negative. */
function rounded(next: () => number, mean: number, deviation: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return Math.max(0, Math.round(mean + deviation * normal));
}

function hash(text: string): number {
  let value = 2_166_136_261;
  for (let at = 0; at < text.length; at += 1)
    value = Math.imul(value ^ text.charCodeAt(at), 16_777_619) >>> 0;
  return value;
}
