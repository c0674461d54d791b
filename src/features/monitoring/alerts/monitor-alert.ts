import { z } from 'zod';
import type { Alert } from '../../../domain/alert.ts';
import type { Page } from '../../../domain/page.ts';
import { alertCardKey } from '../../../engine/alert-card.ts';
import type { DecisionSubject } from '../../../engine/decision-subject.ts';
import type { Standing } from './decide-alert.ts';

/** The kind of the rows of what is measured. */
export const MEASURED = 'measured';

const at = z.iso.datetime();
const StoredStanding = z.discriminatedUnion('is', [
  z.object({ is: z.literal('suspect'), since: at, looks: z.int(), what: z.string() }),
  z.object({ is: z.literal('firing'), since: at, what: z.string() }),
  z.object({ is: z.literal('clearing'), since: at, wellSince: at, what: z.string() }),
]) satisfies z.ZodType<Standing>;

const Incident = z.object({
  /** For people, within a sentence: its subject. */
  name: z.string(),
  /** A role, or a person's id in the configuration. */
  owner: z.string(),
  standing: StoredStanding,
  acknowledged: z.object({ at, by: z.string() }).nullable(),
  muted: z.object({ until: at, by: z.string(), why: z.string() }).nullable(),
  /** Who was called because it was not acknowledged: a person's id, or `owners`. */
  called: z.array(z.object({ at, whom: z.string() })).default([]),
});
export type Incident = z.infer<typeof Incident>;

/** An alert about what is measured. */
export type MonitorAlert = Alert & { incident: Incident };

/** The alert with its incident; undefined for a row of another kind, and for an unknown form. */
export function readIncident(alert: Alert): MonitorAlert | undefined {
  const incident = alert.kind === MEASURED ? Incident.safeParse(alert.details).data : undefined;
  return incident && { ...alert, incident };
}

/** Its stored form. */
export function storedIncident({ incident, ...alert }: MonitorAlert): Alert {
  return { ...alert, details: { ...Incident.parse(incident) } };
}

export function isMuted({ incident: { muted } }: MonitorAlert, now: string): boolean {
  return muted !== null && muted.until > now;
}

/** Until when it is muted and why, for people. */
export function mutedText({ until, by, why }: NonNullable<Incident['muted']>): string {
  return `by ${by} until ${until}${why === '' ? '' : `: ${why}`}`;
}

/** A page about the incident. */
export function pageOf(
  { id, incident: { name } }: MonitorAlert,
  { event, at, text }: Pick<Page, 'event' | 'at' | 'text'>,
): Page {
  return { event, incident: id, at, title: name, text };
}

/** An alert about what is measured, for decisions about one. */
export const MONITOR_ALERT: DecisionSubject<MonitorAlert> = {
  kind: 'alert',
  cardKey: alertCardKey,
  lock: async (tx, id) => {
    const alert = await tx.alerts.lock(id);
    return alert && readIncident(alert);
  },
  isRow: (row): row is MonitorAlert => 'incident' in row && 'looks' in row,
  idOf: ({ id }) => id,
  nameOf: ({ incident }) => incident.name,
  revisionOf: ({ revision }) => revision,
  unknown: (alert) => ({ code: 'alert-unknown', alert }),
};
