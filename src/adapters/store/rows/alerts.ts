import { z } from 'zod';
import type { Alert } from '../../../domain/alert.ts';
import { canonical, type Json } from '../../../domain/json.ts';
import { RowUnreadable } from '../../../ports/row-unreadable.ts';
import type { Alerts } from '../../../ports/tables/alerts.ts';
import * as texts from '../guarded/texts.ts';
import { parseJson } from '../json.ts';
import type { Session } from '../session.ts';
import type { AlertsTable } from '../tables.ts';
import { readable } from './readable.ts';

const AnyJson: z.ZodType<Json> = z.json();
const Details = z.record(z.string(), AnyJson);
const State = z.discriminatedUnion('is', [
  z.object({ is: z.literal('suspect') }),
  z.object({ is: z.literal('firing'), since: z.string() }),
  z.object({ is: z.literal('over'), at: z.string(), how: z.string(), by: z.string().nullable() }),
]);

/** A year of one alert each day, and more. */
const MOST_BEGUN = 1_000;

/** Alerts on this transaction. An unreadable row is an error when requested by id, and is left out of lists with a log line. */
export function createAlerts(session: Session): Alerts {
  const { trx, rowLocks, changes } = session;
  const all = trx.selectFrom('alerts').selectAll();
  const note = (after: AlertsTable, before: AlertsTable | undefined) => {
    const was = before?.is_firing === 1 ? texts.alert(before) : undefined;
    if (after.is_firing === 1) changes.wrote(texts.alert(after), was);
    else if (was !== undefined) changes.removed(was);
  };
  const locked = async (id: string) => {
    const one = all.where('id', '=', id);
    return (rowLocks ? one.forUpdate() : one).executeTakeFirst();
  };
  return {
    async begin(alert) {
      const row = toTable(alert);
      const added = await trx
        .insertInto('alerts')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (added !== undefined) note(row, undefined);
      return added !== undefined;
    },
    async open() {
      const rows = await all.where('is_open', '=', 1).orderBy('since').orderBy('id').execute();
      return readable(rows, fromTable, session);
    },
    async begunSince(at) {
      const rows = await all
        .where('since', '>=', at)
        .orderBy('since', 'desc')
        .orderBy('id')
        .limit(MOST_BEGUN)
        .execute();
      return readable(rows, fromTable, session);
    },
    async get(id) {
      const row = await all.where('id', '=', id).executeTakeFirst();
      return row && fromTable(row);
    },
    async lock(id) {
      const row = await locked(id);
      return row && fromTable(row);
    },
    async save(alert) {
      const before = await locked(alert.id);
      if (before === undefined) throw new RowUnreadable('alerts', alert.id, 'there is no such row');
      const row = toTable(alert);
      const { id, ...columns } = row;
      await trx.updateTable('alerts').set(columns).where('id', '=', id).execute();
      note(row, before);
    },
    async remove(id) {
      const row = await trx.deleteFrom('alerts').where('id', '=', id).returningAll().executeTakeFirst();
      if (row?.is_firing === 1) changes.removed(texts.alert(row));
    },
  };
}

function toTable({ id, kind, subject, state, since, looks, revision, details }: Alert): AlertsTable {
  return {
    id,
    kind,
    subject_kind: subject.kind,
    subject_id: subject.id,
    is_open: state.is === 'over' ? 0 : 1,
    is_firing: state.is === 'firing' ? 1 : 0,
    state: canonical(state),
    since,
    looks,
    revision,
    details: canonical(details),
  };
}

function fromTable(row: AlertsTable): Alert {
  const state = State.safeParse(parseJson(row.state)).data;
  const details = Details.safeParse(parseJson(row.details)).data;
  if (state === undefined || details === undefined)
    throw new RowUnreadable('alerts', row.id, 'its state or details are not as Navi writes them');
  const { id, kind, since, looks, revision } = row;
  const subject = { kind: row.subject_kind, id: row.subject_id };
  return { id, kind, subject, state, since, looks, revision, details };
}
