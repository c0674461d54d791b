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

/** What a team may choose of each criterion. `above` is a percentage. */
export interface Chosen extends Pick<Common, 'days' | 'minimum' | 'owner'> {}
export interface ChosenCriteria extends Readonly<Record<CriterionId, Chosen>> {
  availability: Chosen & { above: number };
  latency: Chosen & { part: number; belowMs: number };
  'npm-publish': Chosen & { above: number };
  vulnerabilities: Chosen & { mostMs: number };
}

const HOUR_MS = 3_600_000;
/** A day and a half of 30 may be missing. */
const MEASURED = { leastCoverage: 0.95 };
const RECORDED = { leastCoverage: 0 };

export const AVAILABILITY: Share = { bad: 1, of: 1000 };

/** What a team begins with. */
export const USUAL = {
  // One failure may not decide: ten may happen.
  availability: { days: 30, minimum: 10_000, above: 99.9 },
  latency: { days: 30, minimum: 1_000, part: 0.95, belowMs: 200 },
  // With fewer, a single failure would decide.
  'npm-publish': { days: 365, minimum: 100, above: 99 },
  breaks: { days: 30, minimum: 24 },
  budgets: { days: 30, minimum: 1 },
  vulnerabilities: { days: 30, minimum: 24, mostMs: 24 * HOUR_MS },
} satisfies { [K in CriterionId]: Omit<ChosenCriteria[K], 'owner'> };

/** The criteria of a release process, with what the team has chosen. */
export function criteriaWith(chosen: ChosenCriteria): readonly Criterion[] {
  const { availability, latency, 'npm-publish': npm, breaks, budgets, vulnerabilities } = chosen;
  return [
    {
      ...{ is: 'share', id: 'availability', source: 'google-monitoring', unit: 'requests' },
      ...MEASURED,
      ...common(availability),
      name: `CDN availability above ${availability.above} %`,
      most: shareOf(availability.above),
    },
    {
      ...{ is: 'latency', id: 'latency', source: 'google-monitoring', unit: 'requests in each location' },
      ...MEASURED,
      ...common(latency),
      name: `p${latency.part * 100} below ${latency.belowMs} ms in each location`,
      part: latency.part,
      belowMs: latency.belowMs,
    },
    {
      ...{ is: 'share', id: 'npm-publish', source: 'journal', unit: 'publishes' },
      ...RECORDED,
      ...common(npm),
      name: `npm publish success above ${npm.above} %`,
      most: shareOf(npm.above),
    },
    {
      ...{ is: 'none', id: 'breaks', source: 'github-issues', unit: 'reads of the issues' },
      ...MEASURED,
      ...common(breaks),
      name: 'No integration break reported by a customer',
    },
    {
      ...{ is: 'budgets', id: 'budgets', source: 'releases', unit: 'bundles' },
      ...RECORDED,
      ...common(budgets),
      name: 'Bundles within their budgets',
    },
    {
      ...{ is: 'ages', id: 'vulnerabilities', source: 'dependabot', unit: 'reads of the alerts' },
      ...MEASURED,
      ...common(vulnerabilities),
      name: `Vulnerabilities resolved in less than ${vulnerabilities.mostMs / HOUR_MS} hours`,
      mostMs: vulnerabilities.mostMs,
    },
  ];
}

function common({ days, minimum, owner }: Chosen): Chosen {
  return { days, minimum, owner };
}

/** Percentages are written with at most a few decimals. */
function shareOf(above: number): Share {
  return { bad: Math.round((100 - above) * 1_000_000), of: 100_000_000 };
}
