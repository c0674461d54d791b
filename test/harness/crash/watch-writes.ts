import { type Instant, isAmong, nameOf } from './instants.ts';
import type { RecorderOptions } from './recorder.ts';
import type { Timeline } from './timeline.ts';

interface Watch {
  timeline: Timeline;
  /** The instants at which a process is killed or paused. */
  at: readonly Instant[];
  /** Kills or pauses the writer, and returns what happens to the write. */
  hit(): Promise<'pass' | 'drop'>;
}

/** Notes outward writes in the timeline, and hits their sender on either side of those that are meant. */
export function watchWrites({ timeline, at, hit }: Watch): NonNullable<RecorderOptions['onWrite']> {
  return async (when, { label }) => {
    if (when === 'after-write') timeline.note({ is: 'write', label });
    const done = timeline.count({ is: 'write', label });
    const instant = { when, label, nth: when === 'before-write' ? done + 1 : done };
    if (!isAmong(at, instant) || timeline.hits().includes(nameOf(instant))) return 'pass';
    const hurt = hit();
    timeline.noteHit(instant);
    return hurt;
  };
}
