import { z } from 'zod';
import { type Criterion, criteriaWith, USUAL } from '../domain/criterion.ts';
import { milliseconds } from './duration.ts';
import { Zone } from './schedules.ts';
import { Duration, Label } from './shapes.ts';
import { Summaries } from './summaries.ts';

const Owner = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'write a role, such as on-call, or the name of a person in people');
const Percent = z
  .number()
  .gt(0, 'write a percentage, such as 99.9')
  .lt(100, 'write a percentage, such as 99.9');

/** Hours are kept for 90 days, and the journal for ever. */
const judged = ({ days, minimum }: { days: number; minimum: number }, longest = 90) => ({
  days: z.int().min(1).max(longest).default(days).describe('The window that is judged, up to now'),
  minimum: z.int().min(1).default(minimum).describe('With fewer there is no verdict'),
  owner: Owner.optional().describe('Who is asked; monitoring.owner when left out'),
});

const Criteria = z
  .strictObject({
    availability: z
      .strictObject({
        above: Percent.default(USUAL.availability.above).describe('Answered requests, in percent'),
        ...judged(USUAL.availability),
      })
      .prefault({}),
    latency: z
      .strictObject({
        below: z
          .int()
          .min(1)
          .max(600_000)
          .default(USUAL.latency.belowMs)
          .describe('Milliseconds, in each location: exact at 200, elsewhere within 2 %'),
        percentile: Percent.default(USUAL.latency.part * 100),
        ...judged(USUAL.latency),
      })
      .prefault({}),
    npmPublish: z
      .strictObject({
        above: Percent.default(USUAL['npm-publish'].above).describe(
          'Packages that were published, in percent',
        ),
        ...judged(USUAL['npm-publish'], 366),
      })
      .prefault({}),
    breaks: z.strictObject(judged(USUAL.breaks)).prefault({}),
    budgets: z.strictObject({ owner: judged(USUAL.budgets).owner }).prefault({}),
    vulnerabilities: z
      .strictObject({
        within: Duration.default('24h').describe('From the alert until customers have the fix'),
        ...judged(USUAL.vulnerabilities),
      })
      .prefault({}),
  })
  .prefault({})
  .describe('By what the release process is judged');

const Name = z.string().regex(/^[A-Za-z0-9._-]{1,100}$/, 'a name without blanks, quotes or an address');
const SampleRate = z
  .number()
  .gt(0)
  .max(1)
  .default(1)
  .describe('The part of loads that scripts report: below 1 every count is at least so many');

const Sentry = z.strictObject({
  organization: Name.describe('The organization, as in its address'),
  project: z
    .string()
    .regex(/^\d+$/, 'the number of the project, in quotes: Settings → Projects → its address, or its DSN')
    .describe('The number of the project'),
  environment: Name.default('production'),
  package: Name.default('navi-loader').describe('Releases are package@version'),
  sampleRate: SampleRate,
});

const Datadog = z.strictObject({
  service: Name.default('navi-loader'),
  env: Name.default('production'),
  sampleRate: SampleRate,
});

/** What is measured, and how it is judged. */
export const RawMonitoring = z
  .strictObject({
    zone: Zone.default('UTC').describe(
      'The time zone whose days are measured, by its IANA name. After a change the last three days are counted again; older ones stay',
    ),
    owner: Owner.default('on-call').describe(
      'Who is asked about what is measured: a role, or the name of a person in people',
    ),
    criteria: Criteria,
    sentry: Sentry.optional().describe('Where scripts report loads and errors: Sentry'),
    datadog: Datadog.optional().describe('Where scripts report loads and errors: Datadog RUM'),
    feedback: z
      .strictObject({
        label: Label.default('customer-reported').describe(
          'The label of issues about a break that a customer reported',
        ),
      })
      .prefault({}),
    customerLoads: z
      .strictObject({
        metric: z
          .string()
          .regex(/^[A-Za-z0-9_-]{1,100}$/, 'a name of letters, digits, _ and -')
          .default('navi_loads')
          .describe('The log-based metric of who loads what: npx navi customers --set-up prints its command'),
        sampleRate: z
          .number()
          .gt(0)
          .max(1)
          .default(1)
          .describe(
            'The part of requests that the load balancer logs: below 1 no customer is left out of a notice',
          ),
      })
      .prefault({}),
    errors: z
      .strictObject({
        above: Percent.default(5).describe('Errors per load, in percent, over 30 minutes'),
        minimum: z.int().min(1).default(200).describe('With fewer loads there is no alert'),
      })
      .prefault({})
      .describe('When the errors of a release raise an alert'),
    summaries: Summaries,
  })
  .prefault({});
export type RawMonitoring = z.infer<typeof RawMonitoring>;

/** The criteria with the file's thresholds, windows, minima and owners. */
export function criteriaOf({ owner, criteria: raw }: RawMonitoring): readonly Criterion[] {
  return criteriaWith({
    availability: { ...of(raw.availability, owner), above: raw.availability.above },
    latency: {
      ...of(raw.latency, owner),
      part: raw.latency.percentile / 100,
      belowMs: raw.latency.below,
    },
    'npm-publish': { ...of(raw.npmPublish, owner), above: raw.npmPublish.above },
    breaks: of(raw.breaks, owner),
    budgets: { ...USUAL.budgets, owner: raw.budgets.owner ?? owner },
    vulnerabilities: {
      ...of(raw.vulnerabilities, owner),
      mostMs: milliseconds(raw.vulnerabilities.within),
    },
  });
}

function of(
  { days, minimum, owner }: { days: number; minimum: number; owner?: string | undefined },
  usual: string,
) {
  return { days, minimum, owner: owner ?? usual };
}
