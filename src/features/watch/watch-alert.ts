import { z } from 'zod';
import type { Alert } from '../../domain/alert.ts';
import { alertCardKey } from '../../engine/alert-card.ts';
import type { DecisionSubject } from '../../engine/decision-subject.ts';
import {
  type Calling,
  type CallingAlert,
  callingDetails,
  readCalling,
  releaseTopic,
} from '../alerts/index.ts';
import type { Watch } from './decide-watch.ts';
import { callsFor, headlineOf, summaryOf } from './headline.ts';

/** The kind of the rows of watched releases. A row is `suspect` while the watch lasts: it alarms by its verdict. */
export const WATCH = 'release-watch';

/** A watched release. */
export type WatchAlert = CallingAlert & { watch: Watch };

const Side = z.object({
  loads: z.number(),
  errors: z.number(),
  isLoadsAtLeast: z.boolean(),
  isErrorsAtLeast: z.boolean(),
});

const Verdict = z.discriminatedUnion('is', [
  z.object({ is: z.literal('no-worse') }),
  z.object({ is: z.literal('worse'), times: z.number().nullable(), chance: z.number() }),
  z.object({ is: z.literal('both-bad') }),
  z.object({ is: z.literal('cannot-judge'), why: z.string() }),
]);

const StoredWatch = z.object({
  version: z.string(),
  releaseLine: z.string(),
  replaced: z.string().nullable(),
  startedAt: z.string(),
  browsersUntil: z.string().nullable(),
  endsAt: z.string(),
  kept: z.object({ at: z.string(), by: z.string() }).nullable(),
  judged: z
    .object({
      at: z.string(),
      counts: z
        .object({
          source: z.string(),
          minutes: z.number(),
          fresh: Side,
          old: Side,
          firstBadAt: z.string().exactOptional(),
        })
        .nullable(),
      verdict: Verdict,
    })
    .nullable(),
  streak: z
    .object({ is: z.enum(['no-worse', 'worse', 'both-bad', 'cannot-judge']), since: z.string() })
    .nullable()
    // Rows of older versions have none of those with a default.
    .default(null),
  last: z.enum(['no-worse', 'worse', 'both-bad']).nullable().default(null),
  dueInShadow: z.string().nullable(),
  automatic: z
    .object({
      dueAt: z.string(),
      firstBadAt: z.string().nullable(),
      operation: z.string().nullable(),
      why: z.string().nullable(),
    })
    .nullable()
    .default(null),
  checks: z
    .discriminatedUnion('is', [
      z.object({ is: z.literal('well') }),
      z.object({ is: z.literal('bad'), why: z.string() }),
      z.object({ is: z.literal('unknown'), why: z.string() }),
    ])
    .nullable()
    .default(null),
  waits: z.boolean(),
  worseSince: z.string().nullable(),
}) satisfies z.ZodType<Watch>;

/** The watch in its row; undefined for a row of another kind, and for an unknown form. */
export function readWatch(alert: Alert): WatchAlert | undefined {
  const watch = alert.kind === WATCH ? StoredWatch.safeParse(alert.details).data : undefined;
  if (watch === undefined) return undefined;
  const read = { ...readCalling(alert), watch };
  return { ...read, calling: callingOf(read) };
}

/** Its stored form. */
export function storedWatch({ watch, answer, ...alert }: WatchAlert): Alert {
  // Lists of what needs a person read `calls` of every open alert, and summaries read `summary` of each.
  const read = { calls: callsFor(watch), summary: summaryOf(watch) };
  const calling = callingOf({ ...alert, watch });
  return {
    ...alert,
    details: { ...StoredWatch.parse(watch), ...read, ...callingDetails({ answer, calling }) },
  };
}

/** A release that is worse calls people; each time that it becomes worse is an incident. */
export function callingOf({ id, state, watch }: Pick<WatchAlert, 'id' | 'state' | 'watch'>): Calling | null {
  const { version, worseSince, streak } = watch;
  if (state.is === 'over' || worseSince === null) return null;
  return {
    ...{ incident: `${id}:${worseSince}`, name: `Release v${version}`, what: `${headlineOf(watch)}.` },
    ...{ since: worseSince, isClearing: streak?.is === 'no-worse', topics: [releaseTopic(version)] },
  };
}

/** One version is watched once. */
export function watchId(version: string): string {
  return `wch_${version}`;
}

/** A watched release, for decisions about one. */
export const WATCHED_RELEASE: DecisionSubject<WatchAlert> = {
  kind: 'alert',
  cardKey: alertCardKey,
  lock: async (tx, id) => {
    const alert = await tx.alerts.lock(id);
    return alert && readWatch(alert);
  },
  isRow: (row): row is WatchAlert => 'watch' in row && 'looks' in row,
  idOf: ({ id }) => id,
  nameOf: ({ watch }) => `release v${watch.version}`,
  revisionOf: ({ revision }) => revision,
  unknown: (alert) => ({ code: 'alert-unknown', alert }),
};
