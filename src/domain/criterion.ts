/** At most `bad` of `of` may be bad, and not as many: `{ bad: 1, of: 1000 }` is more than 99.9 % good. */
export interface Share {
  bad: number;
  of: number;
}

export const CRITERIA = [
  'availability',
  'latency',
  'npm-publish',
  'breaks',
  'budgets',
  'vulnerabilities',
] as const;
export type CriterionId = (typeof CRITERIA)[number];

interface Common {
  id: CriterionId;
  name: string;
  /** Where its figures come from; the source's health is its own. */
  source: string;
  /** Its window in days, up to now. */
  days: number;
  /** It is judged from so many on, in its unit. */
  minimum: number;
  /** Of what, in the plural. */
  unit: string;
  /** It is judged when at least this part of the window was measured. */
  leastCoverage: number;
  /** A role, or a person's id in the configuration. */
  owner: string;
}

/** One of the criteria by which a release process is judged a success. */
export type Criterion = Common &
  (
    | { is: 'share'; most: Share }
    /** This part of the durations is below so many milliseconds, in each location. */
    | { is: 'latency'; part: number; belowMs: number }
    | { is: 'none' }
    | { is: 'budgets' }
    | { is: 'ages'; mostMs: number }
  );

const HOUR_MS = 3_600_000;
/** A day and a half of the 30 may be missing. */
const USUAL = { days: 30, leastCoverage: 0.95 };

export const AVAILABILITY: Share = { bad: 1, of: 1000 };

/** The criteria as a team starts with them. */
export function usualCriteria(owner: string): readonly Criterion[] {
  return [
    {
      ...USUAL,
      is: 'share',
      id: 'availability',
      name: 'CDN availability above 99.9 %',
      source: 'edge',
      // One failure may not decide: ten may happen.
      minimum: 10_000,
      unit: 'requests',
      most: AVAILABILITY,
      owner,
    },
    {
      ...USUAL,
      is: 'latency',
      id: 'latency',
      name: 'p95 below 200 ms in each location',
      source: 'edge',
      minimum: 1_000,
      unit: 'requests in each location',
      part: 0.95,
      belowMs: 200,
      owner,
    },
    {
      is: 'share',
      id: 'npm-publish',
      name: 'npm publish success above 99 %',
      source: 'journal',
      days: 365,
      // With fewer, a single failure would decide.
      minimum: 100,
      unit: 'publishes',
      leastCoverage: 0,
      most: { bad: 1, of: 100 },
      owner,
    },
    {
      ...USUAL,
      is: 'none',
      id: 'breaks',
      name: 'No integration break reported by a customer',
      source: 'github-issues',
      minimum: 24,
      unit: 'reads of the issues',
      owner,
    },
    {
      is: 'budgets',
      id: 'budgets',
      name: 'Bundles within their budgets',
      source: 'releases',
      days: 30,
      minimum: 1,
      unit: 'bundles',
      leastCoverage: 0,
      owner,
    },
    {
      ...USUAL,
      is: 'ages',
      id: 'vulnerabilities',
      name: 'Vulnerabilities resolved in less than 24 hours',
      source: 'dependabot',
      minimum: 24,
      unit: 'reads of the alerts',
      mostMs: 24 * HOUR_MS,
      owner,
    },
  ];
}
