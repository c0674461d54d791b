import type { Operation } from './operation.ts';

/** How customers came to be safe: when, on how many probes, and until when a browser may hold the old script (ISO). */
export interface Safety {
  at: string;
  seconds: number;
  clean: number;
  browsersUntil: string | null;
}

/** Undefined while not every probe has been seen clean. */
export function safetyOf({ requestedAt, steps }: Operation): Safety | undefined {
  const edge = steps['verify-edge'];
  if (edge?.is !== 'done') return undefined;
  const { clean, browsersUntil } = edge.evidence;
  return {
    at: edge.since,
    seconds: Math.max(0, Date.parse(edge.since) - Date.parse(requestedAt)) / 1000,
    clean: typeof clean === 'number' ? clean : 0,
    browsersUntil: typeof browsersUntil === 'string' ? browsersUntil : null,
  };
}
