import { appendFileSync, readFileSync } from 'node:fs';
import { type Action, type Instant, nameOf } from './instants.ts';

/** What happened in one play, in order, in a file to which its processes and its recorder add. */
export interface Timeline {
  note(deed: Action): void;
  /** Notes that a process is killed or paused here, before it happens. */
  noteHit(instant: Instant): void;
  /** How often this has been done so far, by all processes. */
  count(deed: Action): number;
  actions(): Action[];
  /** The names of the instants at which a process was killed or paused. */
  hits(): string[];
}

const DEED = /^(?<is>commit|write) (?<label>.*)$/;
const HIT = 'hit ';

/** One line for each; the file need not be there yet. */
export function openTimeline(file: string): Timeline {
  const lines = () => {
    try {
      return readFileSync(file, 'utf8').split('\n');
    } catch {
      return [];
    }
  };
  return {
    note: ({ is, label }) => appendFileSync(file, `${is} ${label}\n`),
    noteHit: (instant) => appendFileSync(file, `${HIT}${nameOf(instant)}\n`),
    count: ({ is, label }) => lines().filter((line) => line === `${is} ${label}`).length,
    actions: () =>
      lines().flatMap((line) => {
        const { is, label } = DEED.exec(line)?.groups ?? {};
        return label !== undefined && (is === 'commit' || is === 'write') ? [{ is, label }] : [];
      }),
    hits: () => lines().flatMap((line) => (line.startsWith(HIT) ? [line.slice(HIT.length)] : [])),
  };
}
