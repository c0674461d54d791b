import type { Json } from '../../domain/json.ts';
import type { Health, SourceId } from '../../domain/source-health.ts';

/** How a source is, and up to when it was read. */
export interface SourceState {
  source: SourceId;
  health: Health;
  /** Its minutes before this one (ISO) are saved, or were missed; null before the first answer. */
  readTo: string | null;
  /** What is not a series, as the source last answered, such as open vulnerabilities; null where there is none. */
  details: Json | null;
}

/** The sources of what is measured. Not in the journal: a measurement alone decides nothing. */
export interface SourceStates {
  /** Those that were read at least once, by name. */
  all(): Promise<SourceState[]>;
  /** Locked until the transaction ends; as before the first read where it was not read yet. */
  lock(source: SourceId): Promise<SourceState>;
  save(state: SourceState): Promise<void>;
}
