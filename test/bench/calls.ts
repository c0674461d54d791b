import { z } from 'zod';
import type { Service } from '../../simulator/variables.ts';

const Log = z.object({
  calls: z.array(
    z.object({
      at: z.iso.datetime(),
      method: z.string(),
      path: z.string(),
      status: z.union([z.number(), z.string()]),
      ms: z.number().optional(),
    }),
  ),
});

/** One call that reached a service; times are milliseconds since 1970. */
export interface TimedCall {
  service: Service;
  method: string;
  path: string;
  status: number | string;
  from: number;
  /** When it was answered; the moment of the question where it was not yet. */
  to: number;
}

/** The calls that reached these services since a time, oldest first. */
export async function callsSince(
  urls: Readonly<Partial<Record<Service, string>>>,
  services: readonly Service[],
  since: number,
): Promise<TimedCall[]> {
  const found = services.map(async (service) => {
    const { calls } = Log.parse(await (await fetch(`${urls[service]}/_control/log`)).json());
    return calls.map(({ at, method, path, status, ms }): TimedCall => {
      const from = Date.parse(at);
      return { service, method, path, status, from, to: ms === undefined ? Date.now() : from + ms };
    });
  });
  const all = (await Promise.all(found)).flat();
  return all.filter(({ from }) => from >= since).sort((a, b) => a.from - b.from);
}

/** A stretch of time in milliseconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

/** How much of `whole` lies in at least one of the spans, in milliseconds. */
export function covered(whole: Span, spans: readonly Span[]): number {
  let sum = 0;
  let reached = whole.from;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const begin = Math.max(from, reached);
    const end = Math.min(to, whole.to);
    if (end > begin) sum += end - begin;
    reached = Math.max(reached, end);
  }
  return sum;
}
