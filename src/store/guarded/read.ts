import type { Kysely } from 'kysely';
import type { StateRows } from '../../domain/record-differences.ts';
import type { Tables } from '../tables.ts';
import * as texts from './texts.ts';

/** Every row that decides, with its fields. Of operations: those that are open, and this one. */
export async function readGuarded(trx: Kysely<Tables>, asked: string | null): Promise<StateRows> {
  const operations = trx.selectFrom('operations').select(['id', 'body']);
  const open = await operations
    .where((eb) => eb.or([eb('is_open', '=', 1), ...(asked === null ? [] : [eb('id', '=', asked)])]))
    .execute();
  const locked = await trx.selectFrom('locked_lines').selectAll().execute();
  const quarantined = await trx.selectFrom('quarantined_versions').selectAll().execute();
  const surfaces = await trx.selectFrom('surfaces').selectAll().execute();
  const releases = await trx.selectFrom('releases').selectAll().execute();
  const tokens = await trx.selectFrom('terminal_tokens').selectAll().execute();
  const unproven = await trx.selectFrom('unproven_rollbacks').selectAll().execute();
  const all = [
    ...open.map(texts.operation),
    ...locked.map(texts.lockedLine),
    ...quarantined.map(texts.quarantinedVersion),
    ...surfaces.map(texts.surface),
    ...releases.map(texts.release),
    ...tokens.map(texts.terminalToken),
    ...unproven.map(texts.unprovenRollback),
  ];
  return new Map(all.map(({ item, fields }) => [item, fields]));
}
