import type { Stage } from './scenario.ts';
import type { SeenWrite } from './witness.ts';

/** Writes that took effect, of one kind. */
export function writesTo({ witnesses }: Stage, place: RegExp): SeenWrite[] {
  return witnesses
    .flatMap(({ writes }) => writes)
    .filter(({ label, status }) => place.test(label) && status < 300)
    .toSorted((a, b) => a.at - b.at);
}
