import type { SeenWrite } from './recorder.ts';
import type { Stage } from './scenario.ts';

/** Writes that took effect, of one kind. */
export function writesTo({ recorders }: Stage, place: RegExp): SeenWrite[] {
  return recorders
    .flatMap(({ writes }) => writes)
    .filter(({ label, status }) => place.test(label) && status < 300)
    .toSorted((a, b) => a.at - b.at);
}
