import { z } from 'zod';
import type { Operation } from '../../../domain/operation.ts';
import { defineStep } from '../../../engine/define-step.ts';
import { surface, verifyEdge } from '../../surfaces/index.ts';
import { decideSoak } from '../decide-soak.ts';

/** How often a soak is looked at; the watch wakes it when it has found something. */
const LONGEST_PAUSE_MS = 3_600_000;
const SOON_MS = 60_000;

/**
 * A staged release waits between the CDN and npm’s `latest`: until the last browser has left the old script, the soak of
 * its kind has passed, and its watch has not found it worse. It has no deadline: nothing is wrong while it waits.
 */
export const soak = defineStep({
  kind: 'soak',
  marks: [surface.of({ leg: 'pointer', does: 'proves' })],
  params: z.strictObject({
    version: z.string(),
    /** How long after the last browser has left the old script. Milliseconds. */
    ms: z.number(),
  }),
  evidence: z.object({
    until: z.string(),
    /** The watch's newest verdict; null for none. */
    verdict: z.string().nullable(),
    by: z.enum(['watch', 'person']),
  }),
  title: ({ version, ms }) => `Let v${version} soak on the CDN (${soakHours(ms)})`,
  summary: ({ by }) => (by === 'person' ? 'a person went on' : 'its watch has passed'),
  observe: async ({ version, ms }, { operation, now, readSoak }) => {
    const at = now.toISOString();
    const { since, until } = soakTimes(operation, ms);
    const watch = await readSoak(version);
    const isFirst = operation.plan.content.pointer.from === null;
    const step = decideSoak(watch, { until, now: at, isFirst });
    switch (step.is) {
      case 'over':
        return { is: 'ours', evidence: { until, verdict: watch.verdict, by: step.by } };
      case 'worse': {
        const detail = `v${version} is worse than the release that it replaced, since ${step.since}; npm’s latest has not moved. Roll back, or continue with a reason`;
        return { is: 'foreign', trouble: { code: 'soak-worse', detail }, choices: ['retry', 'abandon'] };
      }
      case 'asks': {
        const detail = `v${version} is on the CDN since ${since}, its soak ended at ${until}, and ${step.why}; npm’s latest has not moved. A person who may request releases presses Continue`;
        return { is: 'foreign', trouble: { code: 'soak-over', detail }, choices: ['abandon'] };
      }
      case 'soaks':
        return {
          is: 'pending',
          expects: `its soak: on the CDN since ${since}, npm’s latest moves after it, about ${until}`,
          askAgainInMs: Math.min(Date.parse(until) - now.getTime(), LONGEST_PAUSE_MS),
        };
      case 'watched':
        return { is: 'pending', expects: 'the end of its watch', askAgainInMs: SOON_MS };
    }
  },
});

/** Since when (ISO) the edge serves it, and when its soak is over. */
export function soakTimes(operation: Operation, ms: number): { since: string; until: string } {
  const edge = verifyEdge.stateIn(operation);
  const since = edge?.is === 'done' ? edge.since : operation.requestedAt;
  const browsersUntil = verifyEdge.evidenceIn(operation)?.browsersUntil ?? since;
  return { since, until: new Date(Date.parse(browsersUntil) + ms).toISOString() };
}

/** Its length for people: `48 h`. */
export function soakHours(ms: number): string {
  return `${Math.round(ms / 360_000) / 10} h`;
}
