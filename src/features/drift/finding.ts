import type { Live } from '../../domain/surface.ts';

/** What would be recorded when a person adopts the finding. */
export type Adoptable =
  | { is: 'surface'; live: Live }
  | { is: 'git-tag'; commit: string }
  /** Nothing but the decision itself, which the journal has. */
  | { is: 'noted' };

/** How something differs from its record. */
export interface Difference {
  /** In words. */
  what: string;
  /** Equal for snapshots that agree. */
  key: string;
  /** When it was changed, where the service says so; ISO. */
  changedAt: string | null;
  /** Null where nothing can be recorded: unknown content, nothing found, or only the edge differs. */
  adopts: Adoptable | null;
}

/** A difference, and the recorded value, in words. */
export interface Finding extends Difference {
  recorded: string;
  /** The tag object that Navi made for the recorded commit; absent where it made none, and for surfaces. */
  tagObject?: string;
}

export type Compared =
  | { is: 'as-recorded'; isVerified: boolean }
  | ({ is: 'differs' } & Difference)
  /** `why` where only a person can end it. */
  | { is: 'unknown'; why?: string };
