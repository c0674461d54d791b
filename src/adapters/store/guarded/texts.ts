import { canonical } from '../../../domain/json.ts';
import type { Texts } from '../../../domain/saved.ts';
import { parseJson } from '../json.ts';
import type {
  AlertsTable,
  LockedLinesTable,
  OperationsTable,
  QuarantinedVersionsTable,
  ReleasesTable,
  SurfacesTable,
  TerminalTokensTable,
  UnprovenRollbacksTable,
} from '../tables.ts';

/** A row's name among the rows that decide, and its fields. */
export interface Guarded {
  item: string;
  fields: Texts;
}

/**
 * The deciding fields of each table's rows. Fields that are only shown, pure times (when a surface was last
 * verified), and current work (leases, holders) are left out.
 */
export function lockedLine({ line, ...row }: LockedLinesTable): Guarded {
  return { item: `lock:${line}`, fields: setAside(row) };
}

export function quarantinedVersion({ version, ...row }: QuarantinedVersionsTable): Guarded {
  return { item: `quarantine:${version}`, fields: setAside(row) };
}

function setAside({ why, by_whom, since, operation }: Omit<LockedLinesTable, 'line'>): Texts {
  return columns({ why, by: by_whom, since, operation });
}

export function surface({ id, live, moved_by }: Pick<SurfacesTable, 'id' | 'live' | 'moved_by'>): Guarded {
  return { item: `surface:${id}`, fields: { live, ...columns({ by: moved_by }) } };
}

export function release(row: ReleasesTable): Guarded {
  const { version, packages, state, verified_at } = row;
  const scalars = columns({
    line: row.release_line,
    operation: row.operation,
    commit: row.commit_sha,
    sha384: row.sha384,
    liveAt: row.live_at,
    replaced: row.replaced,
  });
  const verified = verified_at === null ? {} : { verified: 'true' };
  return { item: `release:${version}`, fields: { ...scalars, packages, state, ...verified } };
}

export function terminalToken({
  id,
  hash,
  person,
  expires_at,
}: Pick<TerminalTokensTable, 'id' | 'hash' | 'person' | 'expires_at'>): Guarded {
  return { item: `token:${id}`, fields: columns({ hash, person, expiresAt: expires_at }) };
}

export function unprovenRollback({
  line,
  operation,
  claimed,
}: Omit<UnprovenRollbacksTable, 'since'>): Guarded {
  return { item: `unproven:${line}`, fields: columns({ operation, claimed }) };
}

/** Of a firing alert: the fields that a decision on it uses. How often it was seen decides nothing. */
export function alert(row: Omit<AlertsTable, 'is_open' | 'is_firing' | 'looks'>): Guarded {
  const { id, kind, subject_kind: subjectKind, subject_id: subjectId, since, state, details } = row;
  const scalars = columns({ kind, subjectKind, subjectId, since, revision: `${row.revision}` });
  return { item: `alert:${id}`, fields: { ...scalars, state, details } };
}

/**
 * An operation's fields are those of its body: its plan, its state, its requester and place, each finished step, and
 * how often a person has retried each step.
 */
export function operation({ id, body }: Pick<OperationsTable, 'id' | 'body'>): Guarded {
  const item = `operation:${id}`;
  const read = parseJson(body);
  if (!isObject(read)) return { item, fields: { unreadable: 'true' } };
  const { kind, requester, channel, plan, state, steps, retries = {} } = read;
  const done = isObject(steps) ? Object.entries(steps).filter(([, step]) => isDone(step)) : [];
  const fields = [
    ...Object.entries({ kind, requester, channel, plan, state }),
    ...done.map(([step, reached]) => [`step:${step}`, reached] as const),
    ...(isEmpty(retries) ? [] : [['retries', retries] as const]),
  ];
  return { item, fields: Object.fromEntries(fields.map(([field, value]) => [field, canonical(value)])) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function isDone(step: unknown): boolean {
  return isObject(step) && step['is'] === 'done';
}

function columns(values: Readonly<Record<string, string | null>>): Texts {
  const present = Object.entries(values).filter(([, value]) => value !== null);
  return Object.fromEntries(present.map(([field, value]) => [field, JSON.stringify(value)]));
}
