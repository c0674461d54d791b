import type { Json } from '../../domain/json.ts';
import type { Subject } from '../../domain/subject.ts';

/** The last processed occurrence of each schedule (ISO); null for a new one. */
export interface Schedules {
  last(name: string): Promise<string | null>;
  /** The same, and locks the schedule until the transaction ends. */
  lock(name: string): Promise<string | null>;
  /** For a locked schedule. */
  save(name: string, lastAt: string): Promise<void>;
}

/**
 * Rollbacks have their own priority, which other jobs cannot fill. What waits long for services without a deadline of
 * its own is `background`: it takes no other job's place.
 */
export type Priority = 'urgent' | 'normal' | 'background';

/** A job that is due at a time. `key` is unique: the same key again moves it to the earlier of both times. */
export interface DueJob {
  id: string;
  key: string;
  /** The job's name from its definition. */
  kind: string;
  subject: Subject;
  /** The job's input besides its subject; null for none. Its definition parses it. */
  payload: unknown;
  priority: Priority;
  dueAt: string;
  attempts: number;
}

/** A new job. Its payload is null by default. */
export type NewJob = Omit<DueJob, 'id' | 'attempts' | 'payload'> & { payload?: Json };

/** The result of a job: over, or due again. After an error it is due again after a growing pause. */
export type JobOutcome = { is: 'over' } | { is: 'again'; at: string };

export interface Jobs {
  put(job: NewJob): Promise<void>;
  cancel(key: string): Promise<void>;
  /**
   * After the clock was set back: jobs due by `until` of the earlier time (ISO) become due `now`, and claims that
   * seem longer than any claim can be are released.
   */
  bringForward(until: string, now: string): Promise<void>;
}
