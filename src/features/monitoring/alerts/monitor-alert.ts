import { z } from 'zod';
import type { Alert } from '../../../domain/alert.ts';
import {
  type Calling,
  type CallingAlert,
  callingDetails,
  readCalling,
  releaseTopic,
} from '../../alerts/index.ts';
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
});
export type Incident = z.infer<typeof Incident>;

/** An alert about what is measured. */
export type MonitorAlert = CallingAlert & { incident: Incident };

/** The alert with its incident; undefined for a row of another kind, and for an unknown form. */
export function readIncident(alert: Alert): MonitorAlert | undefined {
  const incident = alert.kind === MEASURED ? Incident.safeParse(alert.details).data : undefined;
  return incident && called({ ...readCalling(alert), incident });
}

/** The alert with what it calls people for in its state. */
export function called(alert: MonitorAlert): MonitorAlert {
  return { ...alert, calling: callingOf(alert) };
}

/** Its stored form. */
export function storedIncident({ incident, answer, ...alert }: MonitorAlert): Alert {
  const calling = callingOf({ ...alert, incident });
  return { ...alert, details: { ...Incident.parse(incident), ...callingDetails({ answer, calling }) } };
}

function callingOf({ id, subject, state, incident }: Omit<MonitorAlert, 'answer'>): Calling | null {
  if (state.is !== 'firing') return null;
  const { name, standing } = incident;
  return {
    ...{ incident: id, name, what: standing.what, since: state.since },
    ...{ isClearing: standing.is === 'clearing', topics: topicsOf(subject) },
  };
}

/** Sources fail together, releases have errors together, and two sources count the same errors of a release. */
function topicsOf({ kind, id }: Alert['subject']): string[] {
  const version = kind === 'release-errors' ? id.split('/')[1] : undefined;
  return version === undefined ? [kind] : [releaseTopic(version), kind];
}
