import type { Alert } from '../../domain/alert.ts';

/** The findings of monitors. */
export interface Alerts {
  /**
   * Adds an alert, unless its kind has an open one for this subject; true when it was added. Takes the place of a
   * suspicion that cannot be read; throws `RowUnreadable` for one that fires.
   */
  begin(alert: Alert): Promise<boolean>;
  /** Those that have not ended, the oldest first. */
  open(): Promise<Alert[]>;
  /** Those that began at this time (ISO) or later, ended ones too, the newest 1,000. */
  begunSince(at: string): Promise<Alert[]>;
  get(id: string): Promise<Alert | undefined>;
  lock(id: string): Promise<Alert | undefined>;
  save(alert: Alert): Promise<void>;
  remove(id: string): Promise<void>;
}
