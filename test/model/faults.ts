import { ServiceError } from '../../src/ports/service-error.ts';
import type { Outward } from './life.ts';

/** How a service misbehaves: says no, wants to be asked later, loses the request, loses its answer, or sees nothing yet. */
export type Fault = 'refused' | 'rate-limited' | 'lost' | 'answer-lost' | 'blind';

const NAMES = {
  scm: 'github',
  registry: 'npm',
  objects: 'gcs',
  cdn: 'cloud-cdn',
  edge: 'edge',
  chat: 'slack',
} as const;

/** What is wrong outside just now. */
export interface Faults {
  inject(call: string, how: Fault, times: number): void;
  clear(): void;
  /** Makes the call, or breaks it as was asked for. `effect` hears whether it reached the service. */
  meet(outward: Outward, work: () => Promise<unknown>): Promise<unknown>;
}

export function createFaults(): Faults {
  const injected = new Map<string, Fault[]>();
  return {
    inject: (call, how, times) => {
      const already = injected.get(call) ?? [];
      injected.set(call, [...already, ...Array.from({ length: times }, () => how)]);
    },
    clear: () => injected.clear(),
    meet: async (outward, work) => {
      const how = injected.get(`${outward.port}.${outward.call}`)?.shift();
      if (how === undefined) return work();
      if (how === 'blind' && outward.call === 'findRuns') return [];
      if (how === 'blind' && outward.call === 'claim') return undefined;
      if (how === 'answer-lost') await work();
      throw errorOf(outward, how);
    },
  };
}

function errorOf({ port, call }: Outward, how: Fault): ServiceError {
  const service = Object.entries(NAMES).find(([name]) => name === port)?.[1] ?? 'github';
  const problem = `the model made ${call} end as ${how}`;
  if (how === 'rate-limited')
    return new ServiceError({ service, call, kind: 'rate-limited', problem, retryAfterMs: 5_000 });
  return new ServiceError({ service, call, kind: how === 'refused' ? 'refused' : 'unknown', problem });
}
