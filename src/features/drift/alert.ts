import { z } from 'zod';
import type { Alert } from '../../domain/alert.ts';
import { type Calling, callingDetails, readCalling } from '../alerts/index.ts';
import { DRIFT, nameOfSubject } from './card.ts';
import type { DriftAlert } from './decide-drift.ts';
import type { Finding } from './finding.ts';

const Headers = z.object({
  cacheControl: z.string(),
  contentType: z.string(),
  contentEncoding: z.string().nullable(),
});

/** The stored fields of a finding. */
const StoredFinding = z.object({
  what: z.string(),
  key: z.string(),
  recorded: z.string(),
  changedAt: z.string().nullable(),
  tagObject: z.string().exactOptional(),
  adopts: z
    .discriminatedUnion('is', [
      z.object({
        is: z.literal('surface'),
        live: z.object({
          version: z.string().nullable(),
          sha384: z.string().exactOptional(),
          generation: z.string().exactOptional(),
          headers: Headers.exactOptional(),
        }),
      }),
      z.object({ is: z.literal('git-tag'), commit: z.string() }),
      z.object({ is: z.literal('noted') }),
    ])
    .nullable(),
}) satisfies z.ZodType<Finding>;

/** The alert with its finding; undefined for an alert of another kind, and for an unknown form. */
export function readDrift(alert: Alert): DriftAlert | undefined {
  const finding = alert.kind === DRIFT ? StoredFinding.safeParse(alert.details).data : undefined;
  if (finding === undefined) return undefined;
  const drift = { ...readCalling(alert), finding };
  return { ...drift, calling: callingOf(drift) };
}

/** Its stored form. */
export function storedDrift({ finding, answer, ...alert }: DriftAlert): Alert {
  const calling = callingOf({ ...alert, finding });
  return { ...alert, details: { ...StoredFinding.parse(finding), ...callingDetails({ answer, calling }) } };
}

/** Each thing that was changed is decided by itself, on its own card: none joins the incident of another. */
export function callingOf({ id, subject, state, finding }: Omit<DriftAlert, 'answer'>): Calling | null {
  if (state.is !== 'firing') return null;
  return {
    ...{ incident: id, name: nameOfSubject(subject), since: state.since, isClearing: false, topics: [] },
    what: `not as Navi recorded it: ${finding.what}.`,
  };
}
