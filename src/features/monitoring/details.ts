import { z } from 'zod';
import type { Json } from '../../domain/json.ts';

/** What one read gives at most: more are cut off, and the answer says *at least*. */
export const MOST_DETAILS = 200;
const at = z.iso.datetime();

/** Breaks that customers reported, of the last 30 days and all open ones. No title: it can be about a person. */
const Breaks = z.object({
  is: z.literal('breaks'),
  /** Times are of the label, not of the issue: `reportedAt` is when it was first set. */
  breaks: z.array(z.object({ number: z.int(), reportedAt: at, closedAt: at.nullable() })).max(MOST_DETAILS),
  isAtLeast: z.boolean(),
});
export type Breaks = z.infer<typeof Breaks>;

/** Vulnerabilities of what customers load, of the last 30 days and all open ones. */
const Vulnerabilities = z.object({
  is: z.literal('vulnerabilities'),
  alerts: z
    .array(
      z.object({
        number: z.int(),
        package: z.string().max(214),
        severity: z.enum(['critical', 'high']),
        openedAt: at,
        /** When a fix came to the default branch: it reaches customers with a release. Null while it is open. */
        fixedAt: at.nullable(),
        /** A person has said that it does not concern customers. A dismissal for lack of time does not say so. */
        dismissedAt: at.nullable(),
      }),
    )
    .max(MOST_DETAILS),
  isAtLeast: z.boolean(),
});
export type Vulnerabilities = z.infer<typeof Vulnerabilities>;

/** What each probe served last. */
const Probes = z.object({
  is: z.literal('probes'),
  readings: z
    .array(
      z.object({
        path: z.string(),
        probe: z.string(),
        /** Null where it served no bytes. */
        sha384: z.string().nullable(),
        ageSeconds: z.number().nullable(),
      }),
    )
    .max(MOST_DETAILS),
});
export type Probes = z.infer<typeof Probes>;

/** A source's stored details; null where there are none, or of another version's form. */
export function breaksIn(details: Json | null): Breaks | null {
  return Breaks.safeParse(details).data ?? null;
}

export function vulnerabilitiesIn(details: Json | null): Vulnerabilities | null {
  return Vulnerabilities.safeParse(details).data ?? null;
}

export function probesIn(details: Json | null): Probes | null {
  return Probes.safeParse(details).data ?? null;
}
