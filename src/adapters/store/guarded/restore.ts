import { type Kysely, sql } from 'kysely';
import { canonical, type Json } from '../../../domain/json.ts';
import { isOpenText } from '../../../domain/operation.ts';
import type { Texts } from '../../../domain/saved.ts';
import { parseJson } from '../json.ts';
import type { Session } from '../session.ts';
import type { Tables } from '../tables.ts';
import { asJson } from './changes.ts';
import { restoredBody } from './restored-operation.ts';

/** The dependencies of a restore. */
interface Restoring {
  trx: Kysely<Tables>;
  id: string;
  /** Of the row in the journal; null when it has none. */
  fields: Texts | null;
  /** ISO */
  now: string;
}

/** Restores rows from the journal. Fields that the journal does not have stay. */
export async function restoreGuarded(
  { trx, clock, rowLocks }: Pick<Session, 'trx' | 'clock' | 'rowLocks'>,
  rows: readonly { item: string; fields: Texts | null }[],
): Promise<void> {
  const now = clock.now().toISOString();
  if (!rowLocks) await dropMistyped(trx);
  for (const { item, fields } of rows) {
    const at = item.indexOf(':');
    await KINDS[item.slice(0, at)]?.({ trx, id: item.slice(at + 1), fields, now });
  }
}

/** The primary keys of the tables that decide. */
const KEYS = [
  ['locked_lines', 'line'],
  ['quarantined_versions', 'version'],
  ['surfaces', 'id'],
  ['releases', 'version'],
  ['terminal_tokens', 'id'],
  ['unproven_rollbacks', 'line'],
  ['operations', 'id'],
  ['alerts', 'id'],
] as const;

/** In SQLite a key may be bytes. No such row is Navi's, and none is found by its name. */
async function dropMistyped(trx: Kysely<Tables>): Promise<void> {
  for (const [table, key] of KEYS)
    await sql`delete from ${sql.table(table)} where typeof(${sql.ref(key)}) <> 'text'`.execute(trx);
}

const KINDS: Readonly<Record<string, (restoring: Restoring) => Promise<unknown>>> = {
  lock: restoreLock,
  quarantine: restoreQuarantine,
  surface: restoreSurface,
  release: restoreRelease,
  token: restoreToken,
  unproven: restoreUnproven,
  operation: restoreOperation,
  alert: restoreAlert,
};

async function restoreLock({ trx, id, fields }: Restoring): Promise<void> {
  await trx.deleteFrom('locked_lines').where('line', '=', id).execute();
  if (fields !== null)
    await trx
      .insertInto('locked_lines')
      .values({ line: id, ...asideColumns(fields) })
      .execute();
}

async function restoreQuarantine({ trx, id, fields }: Restoring): Promise<void> {
  await trx.deleteFrom('quarantined_versions').where('version', '=', id).execute();
  if (fields !== null)
    await trx
      .insertInto('quarantined_versions')
      .values({ version: id, ...asideColumns(fields) })
      .execute();
}

function asideColumns(fields: Texts) {
  return {
    why: textIn(fields, 'why') ?? '',
    by_whom: textIn(fields, 'by') ?? '',
    since: textIn(fields, 'since') ?? '',
    operation: textIn(fields, 'operation'),
  };
}

async function restoreSurface({ trx, id, fields, now }: Restoring): Promise<void> {
  if (fields === null) {
    await trx.deleteFrom('surfaces').where('id', '=', id).execute();
    return;
  }
  const columns = { live: fields['live'] ?? '{"version":null}', moved_by: textIn(fields, 'by') ?? '' };
  await trx
    .insertInto('surfaces')
    .values({ id, ...columns, since: now, verified_at: null, held_by: null })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute();
}

async function restoreRelease({ trx, id, fields, now }: Restoring): Promise<void> {
  if (fields === null) {
    await trx.deleteFrom('releases').where('version', '=', id).execute();
    return;
  }
  const known = await trx.selectFrom('releases').selectAll().where('version', '=', id).executeTakeFirst();
  const liveAt = textIn(fields, 'liveAt');
  const columns = {
    release_line: textIn(fields, 'line') ?? '',
    operation: textIn(fields, 'operation'),
    commit_sha: textIn(fields, 'commit'),
    sha384: textIn(fields, 'sha384'),
    packages: fields['packages'] ?? '[]',
    state: fields['state'] ?? 'null',
    live_at: liveAt,
    // The journal knows that it was verified, but not when.
    verified_at: fields['verified'] === 'true' ? (known?.verified_at ?? liveAt ?? now) : null,
    replaced: textIn(fields, 'replaced'),
  };
  await trx
    .insertInto('releases')
    .values({ version: id, ...columns })
    .onConflict((conflict) => conflict.column('version').doUpdateSet(columns))
    .execute();
}

async function restoreToken({ trx, id, fields, now }: Restoring): Promise<void> {
  await trx.deleteFrom('terminal_tokens').where('id', '=', id).execute();
  if (fields === null) return;
  const columns = {
    hash: textIn(fields, 'hash') ?? '',
    person: textIn(fields, 'person') ?? '',
    expires_at: textIn(fields, 'expiresAt') ?? now,
  };
  await trx
    .insertInto('terminal_tokens')
    .values({ id, ...columns, machine: 'restored', issued_at: now })
    .execute();
}

async function restoreUnproven({ trx, id, fields, now }: Restoring): Promise<void> {
  await trx.deleteFrom('unproven_rollbacks').where('line', '=', id).execute();
  if (fields === null) return;
  const columns = { operation: textIn(fields, 'operation') ?? '', claimed: textIn(fields, 'claimed') ?? '' };
  await trx
    .insertInto('unproven_rollbacks')
    .values({ line: id, ...columns, since: now })
    .execute();
}

async function restoreAlert({ trx, id, fields, now }: Restoring): Promise<void> {
  await trx.deleteFrom('alerts').where('id', '=', id).execute();
  if (fields === null) return;
  const of = {
    kind: textIn(fields, 'kind') ?? '',
    subject_kind: textIn(fields, 'subjectKind') ?? '',
    subject_id: textIn(fields, 'subjectId') ?? '',
  };
  // Another open alert for the same subject is unknown to the journal.
  await trx
    .deleteFrom('alerts')
    .where('kind', '=', of.kind)
    .where('subject_kind', '=', of.subject_kind)
    .where('subject_id', '=', of.subject_id)
    .where('is_open', '=', 1)
    .execute();
  const { state = '{"is":"suspect"}', details = '{}' } = fields;
  const flags = { is_open: 1, is_firing: 1, looks: 0, revision: Number(textIn(fields, 'revision') ?? 1) };
  const since = textIn(fields, 'since') ?? now;
  await trx
    .insertInto('alerts')
    .values({ id, ...of, ...flags, state, details, since })
    .execute();
}

async function restoreOperation({ trx, id, fields }: Restoring): Promise<void> {
  if (fields === null) {
    await trx.deleteFrom('operations').where('id', '=', id).execute();
    return;
  }
  const known = await trx.selectFrom('operations').select('body').where('id', '=', id).executeTakeFirst();
  const restored = restoredBody(id, { fields, found: parseJson(known?.body ?? '') });
  if (restored === undefined) return;
  const { columns, body } = restored;
  const row = { ...columns, is_open: isOpenText(fields['state'] ?? 'null') ? 1 : 0, body: canonical(body) };
  await trx
    .insertInto('operations')
    .values({ id, finished_at: null, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

function textIn(fields: Texts | null, field: string): string | null {
  const text = fields?.[field];
  const value: Json = text === undefined ? null : asJson(text);
  return typeof value === 'string' ? value : null;
}
