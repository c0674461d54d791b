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
  const insert = async (row: AlertsTable): Promise<boolean> => {
    const added = await trx
      .insertInto('alerts')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (added !== undefined) note(row, undefined);
    return added !== undefined;
  };
  /** The open alert for which another one of its kind and subject does not begin. */
  const openLike = ({ kind, subject_kind, subject_id }: AlertsTable) =>
    all
      .where('kind', '=', kind)
      .where('subject_kind', '=', subject_kind)
      .where('subject_id', '=', subject_id)
      .where('is_open', '=', 1)
      .executeTakeFirst();
  return {
    async begin(alert) {
      const row = toTable(alert);
      if (await insert(row)) return true;
      const before = await openLike(row);
      if (before === undefined) return false;
      // The journal knows what fires, and restores it. A suspicion is only its looks: they begin anew.
      const found = before.is_firing === 1 ? [fromTable(before)] : readable([before], fromTable, session);
      if (found.length > 0) return false;
      await trx.deleteFrom('alerts').where('id', '=', before.id).execute();
      return insert(row);
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
    ...marksOf(state),
    state: canonical(state),
    since,
    looks,
    revision,
    details: canonical(details),
  };
}

function marksOf({ is }: Alert['state']): Pick<AlertsTable, 'is_open' | 'is_firing'> {
  return { is_open: is === 'over' ? 0 : 1, is_firing: is === 'firing' ? 1 : 0 };
}

function fromTable(row: AlertsTable): Alert {
  const state = State.safeParse(parseJson(row.state)).data;
  const details = Details.safeParse(parseJson(row.details)).data;
  if (state === undefined || details === undefined)
    throw new RowUnreadable('alerts', row.id, 'its state or details are not as Navi writes them');
  // By its mark a row is compared with the journal: one that fires without it was never compared.
  const marks = marksOf(state);
  if (row.is_open !== marks.is_open || row.is_firing !== marks.is_firing)
    throw new RowUnreadable('alerts', row.id, `it is marked as another state than ${state.is}`);
  const { id, kind, since, looks, revision } = row;
  const subject = { kind: row.subject_kind, id: row.subject_id };
  return { id, kind, subject, state, since, looks, revision, details };
}
