import type { Chronicle } from './chronicle.ts';
import { type Instant, isAmong, nameOf } from './instants.ts';
import type { WitnessOptions } from './witness.ts';

interface Watch {
  chronicle: Chronicle;
  /** The instants at which a process is killed or paused. */
  at: readonly Instant[];
  /** Kills or pauses the writer, and returns what happens to the write. */
  hit(): Promise<'pass' | 'drop'>;
}

/** Notes outward writes in the chronicle, and hits their sender on either side of those that are meant. */
export function watchWrites({ chronicle, at, hit }: Watch): NonNullable<WitnessOptions['onWrite']> {
  return async (when, { label }) => {
    if (when === 'after-write') chronicle.note({ is: 'write', label });
    const done = chronicle.count({ is: 'write', label });
    const instant = { when, label, nth: when === 'before-write' ? done + 1 : done };
    if (!isAmong(at, instant) || chronicle.hits().includes(nameOf(instant))) return 'pass';
    const hurt = hit();
    chronicle.noteHit(instant);
    return hurt;
  };
}
