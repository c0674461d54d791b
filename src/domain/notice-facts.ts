/**
 * A customer as far as a notice is owed to them. `confirmedBy`: who has confirmed, as the second person, that they were
 * notified by hand or are waived; ids of people, absent for none.
 */
export type CustomerNotice = { id: string; name: string; zone: string; owner: string } & (
  | { is: 'owed'; why: string; recipient: string | null }
  /** When the last of their recipients was told, ISO. */
  | { is: 'told'; at: string; confirmedBy?: readonly string[] }
  | { is: 'waived'; confirmedBy?: readonly string[] }
);

/** Whether customers were told of a version. */
export type NoticeFacts =
  | { is: 'not-set-up' }
  | { is: 'unreadable'; problem: string }
  | { is: 'none'; customers: number }
  /** `on` is the local date that customers were told. */
  | { is: 'drafted'; id: string; state: 'drafted' | 'reviewed' }
  | {
      is: 'sent';
      id: string;
      on: string;
      customers: readonly CustomerNotice[];
      /** Breaking changes of the commit that are not in what was sent: a correction is owed. */
      untold: readonly string[];
    };
