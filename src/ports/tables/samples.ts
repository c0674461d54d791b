import type { Sample, SampleKey } from '../../domain/sample.ts';

/** What was measured. Not in the journal: a sample alone decides nothing. */
export interface Samples {
  /** Inserts these, and replaces those of the same series, grain and time. */
  save(samples: readonly Sample[]): Promise<void>;
  /** Removes those that begin at these times (ISO). */
  remove(of: Omit<SampleKey, 'at'>, ats: readonly string[]): Promise<void>;
  /** Those that begin from one time until before another (ISO), the oldest first: it costs what it returns. */
  read(of: Omit<SampleKey, 'at'>, range: { from: string; to: string }): Promise<Sample[]>;
  /** The names of all series that were ever saved. */
  series(): Promise<string[]>;
}
