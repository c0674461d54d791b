/** A release that people plan for a time, by the authentic rows of the journal. Times are ISO. */
export interface PlannedRelease {
  version: string;
  at: string;
  /** The zone in which people named the time. */
  zone: string;
  /** A person's id in the configuration. */
  owner: string;
  /** When it was planned, moved or cancelled last. */
  changedAt: string;
  /** How often it was moved, planned again or cancelled. */
  changes: number;
  /** Why it is cancelled; null while it is planned. */
  cancelled: string | null;
  /** Where it was before it was moved; null where it never was. */
  before: string | null;
  /** A person has requested it from its card. */
  isRequested: boolean;
}

/** One entry of the calendar. Plain texts; times are ISO. */
export interface CalendarEntry {
  /** Stable for ever: the same entry keeps it when it is moved. */
  uid: string;
  kind:
    | 'released'
    /** It is on the CDN, and npm's `latest` moves after its soak. */
    | 'soak'
    | 'rolled-back'
    | 'planned'
    | 'beta'
    | 'early-access'
    | 'sign-off'
    | 'notice'
    | 'review'
    | 'cadence'
    | 'freeze'
    | 'emergency';
  title: string;
  at: string;
  /** Null for an instant. */
  until: string | null;
  state: 'happened' | 'planned' | 'cancelled' | 'due' | 'overdue';
  /** A person's name; null where it has none. */
  owner: string | null;
  /** Rises with each change. */
  sequence: number;
  /** When it was changed last. */
  changedAt: string;
  /** What people read with it; '' for nothing. */
  note: string;
}
