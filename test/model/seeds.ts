/**
 * The same walks in every run, so that a failure can be repeated: so many under each seed, and a slice has its seeds.
 * NAVI_MODEL_SEED and NAVI_MODEL_RUNS search elsewhere.
 */
export const SEEDS = Array.from({ length: 20 }, (_, place) => 20261123 + place);
export const WALKS_EACH = 5;
