import type { Generated } from 'kysely';
import type { OutboxRow } from '../../ports/tables/outbox.ts';

/**
 * The tables, the same in SQLite and PostgreSQL. Times are ISO strings in UTC, so they sort as text; `body`, `live`,
 * `about` and `note` are JSON as text (never `jsonb`, which would change the text under a MAC); flags are 0 or 1.
 */
export interface Tables {
  operations: OperationsTable;
  surfaces: SurfacesTable;
  journal: JournalTable;
  journal_head: JournalHeadTable;
  jobs: JobsTable;
  outbox: OutboxTable;
  releases: ReleasesTable;
  locked_lines: LockedLinesTable;
  quarantined_versions: QuarantinedVersionsTable;
  rights: RightsTable;
  pairings: PairingsTable;
  terminal_tokens: TerminalTokensTable;
  unproven_rollbacks: UnprovenRollbacksTable;
  record_check: RecordCheckTable;
  schedules: SchedulesTable;
  record_checkpoint: RecordCheckpointTable;
  alerts: AlertsTable;
  series: SeriesTable;
  samples: SamplesTable;
  source_health: SourceHealthTable;
  customers: CustomersTable;
  customer_contacts: CustomerContactsTable;
  notices: NoticesTable;
  notice_deliveries: NoticeDeliveriesTable;
  deliveries: DeliveriesTable;
  open_homes: OpenHomesTable;
}

export interface NoticesTable {
  id: string;
  version: string;
  drafted_at: string;
  body: string;
}

/** `state`, `is_mail` and `not_before` repeat the body, so that what is due is found. */
export interface NoticeDeliveriesTable {
  notice: string;
  recipient: string;
  state: string;
  is_mail: number;
  not_before: string;
  body: string;
}

export interface CustomersTable {
  id: string;
  digest: string;
  is_listed: number;
}

/** `salt` and `address` are null once the contact was erased. */
export interface CustomerContactsTable {
  id: string;
  customer: string;
  digest: string;
  salt: string | null;
  address: string | null;
  is_listed: number;
}

/** `health` and `details` are JSON. */
export interface SourceHealthTable {
  source: string;
  health: string;
  read_to: string | null;
  details: string | null;
}

export interface SeriesTable {
  name: string;
  number: number;
}

/** There are many: `series` is a number, `minute` counts from 1970 (UTC), `grain` and `measure` are short. */
export interface SamplesTable {
  series: number;
  grain: number;
  minute: number;
  minutes: number;
  covered: number;
  is_at_least: number;
  measure: string;
}

/** `is_open` and `is_firing` repeat the state, which is JSON as `details` is. */
export interface AlertsTable {
  id: string;
  kind: string;
  subject_kind: string;
  subject_id: string;
  is_open: number;
  is_firing: number;
  state: string;
  since: string;
  looks: number;
  revision: number;
  details: string;
}

/** One row, `id` 1; `body` is JSON. */
export interface RecordCheckTable {
  id: number;
  body: string;
}

export interface DeliveriesTable {
  id: string;
  taken_at: string;
}

export interface OpenHomesTable {
  account: string;
  team: string;
  channel: string;
  until: string;
  drawn_at: string;
  shown: string;
}

export interface SchedulesTable {
  name: string;
  last_at: string | null;
}

/** One row, `id` 1; `body` is JSON. */
export interface RecordCheckpointTable {
  id: number;
  body: string;
  key_id: string;
  /** An HMAC of the body under that key. */
  seal: string;
}

export interface PairingsTable {
  id: string;
  code_hash: string;
  secret_hash: string;
  peer: string;
  machine: string;
  asked_at: string;
  expires_at: string;
  confirmed: number;
}

export interface TerminalTokensTable {
  id: string;
  hash: string;
  person: string;
  machine: string;
  issued_at: string;
  expires_at: string;
}

/** At most one a release line. */
export interface UnprovenRollbacksTable {
  line: string;
  operation: string;
  claimed: string;
  since: string;
}

export interface RightsTable {
  id: string;
  state: string;
  detail: string;
  tried_at: string | null;
  worked_at: string | null;
  expires_at: string | null;
  /** Of all the others. */
  seal: string;
}

export interface ReleasesTable {
  version: string;
  release_line: string;
  operation: string | null;
  commit_sha: string | null;
  sha384: string | null;
  /** JSON, as `state` is. */
  packages: string;
  state: string;
  live_at: string | null;
  verified_at: string | null;
  replaced: string | null;
}

interface SetAsideColumns {
  why: string;
  by_whom: string;
  since: string;
  operation: string | null;
}

export interface LockedLinesTable extends SetAsideColumns {
  line: string;
}

export interface QuarantinedVersionsTable extends SetAsideColumns {
  version: string;
}

export interface OperationsTable {
  id: string;
  kind: string;
  line: string;
  version: string;
  is_open: number;
  requested_at: string;
  finished_at: string | null;
  body: string;
}

export interface SurfacesTable {
  id: string;
  live: string;
  since: string;
  verified_at: string | null;
  moved_by: string;
  held_by: string | null;
}

/** `body` is the whole chained row; the other columns repeat it as an index, and are checked against it. */
export interface JournalTable {
  sequence: number;
  subject_kind: string;
  subject_id: string;
  event: string;
  body: string;
}

/** One row, `id` 1: how many rows there are, the MAC of the last, and a seal over both under the key. */
export interface JournalHeadTable {
  id: number;
  sequence: number;
  mac: string;
  key_id: string;
  seal: string;
}

/** `claims` counts the hand-outs, so that a worker that lost its claim can change nothing. */
export interface JobsTable {
  id: string;
  key: string;
  kind: string;
  subject_kind: string;
  subject_id: string;
  payload: Generated<string>;
  lane: string;
  due_at: string;
  /** When the job is due again, because it was enqueued again while it was running. */
  again_at: string | null;
  attempts: number;
  claims: number;
  claimed_by: string | null;
  claimed_until: string | null;
}

/** `position` counts the rows about one subject in order. */
export interface OutboxTable {
  key: string;
  subject_kind: string;
  subject_id: string;
  position: number;
  about: string;
  channel: string;
  in_thread: number;
  state: OutboxRow['state'];
  ts: string | null;
  wanted: number;
  delivered: number;
  attempts: number;
  since: string;
  updated_at: string;
  note: string;
  /** Seal of content and destination. Empty in rows of older versions that were delivered. */
  seal: string;
}
