import { z } from 'zod';

const Share = z.number().min(0).max(1);

/** `POST /_control/visitors`: what is left out stays as it is. */
export const VisitorsOrder = z.strictObject({
  /** Visits a minute, on average over a working day; 0 stops them. */
  perMinute: z.number().min(0).max(100_000).optional(),
  /** Errors per load, by release; a release that is not named has the usual few. `null` takes one away. */
  errorRate: z.record(z.string(), Share.nullable()).optional(),
  /** The part of requests that the load balancer answers with 502. */
  serverErrorRate: Share.optional(),
  /** How many times longer answers take, by continent. */
  slowdown: z.partialRecord(z.enum(['America', 'Europe', 'Asia']), z.number().min(0.1).max(1000)).optional(),
  /** Without days, nights and weekends. */
  steady: z.boolean().optional(),
});
export type VisitorsOrder = z.infer<typeof VisitorsOrder>;

export interface Knob {
  perMinute: number;
  errorRate: Record<string, number>;
  serverErrorRate: number;
  slowdown: Partial<Record<'America' | 'Europe' | 'Asia', number>>;
  steady: boolean;
}

export function untouched(perMinute = 0): Knob {
  return { perMinute, errorRate: {}, serverErrorRate: 0, slowdown: {}, steady: false };
}

export function turned(knob: Knob, order: VisitorsOrder): Knob {
  const errorRate = { ...knob.errorRate };
  for (const [release, rate] of Object.entries(order.errorRate ?? {}))
    if (rate === null) delete errorRate[release];
    else errorRate[release] = rate;
  return {
    perMinute: order.perMinute ?? knob.perMinute,
    errorRate,
    serverErrorRate: order.serverErrorRate ?? knob.serverErrorRate,
    slowdown: { ...knob.slowdown, ...definedOf(order.slowdown ?? {}) },
    steady: order.steady ?? knob.steady,
  };
}

function definedOf<K extends string>(
  some: Partial<Record<K, number | undefined>>,
): Partial<Record<K, number>> {
  const result: Partial<Record<K, number>> = {};
  for (const key in some) {
    const value = some[key];
    if (value !== undefined) result[key] = value;
  }
  return result;
}
