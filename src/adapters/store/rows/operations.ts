import { z } from 'zod';
import { canonical } from '../../../domain/json.ts';
import { isOpen, type Operation } from '../../../domain/operation.ts';
import { RowUnreadable } from '../../../ports/row-unreadable.ts';
import type { Operations } from '../../../ports/tables/operations.ts';
import { guardedOperation } from '../guarded/read.ts';
import { parseJson } from '../json.ts';
import type { Session } from '../session.ts';
import type { OperationsTable } from '../tables.ts';
import { readable } from './readable.ts';

const text = z.string();

/** A state with the fields that every version reads of it. */
const State = z
  .looseObject({ is: text })
  .refine((state) => state.is !== 'stopped' || Stopped.safeParse(state).success, 'it does not say why');
const Stopped = z.looseObject({
  step: text,
  trouble: z.looseObject({ code: text, detail: text }),
  choices: z.array(text),
});

/** The fields of operations in every version; their definitions parse kinds of steps and plans. */
const Envelope = z.looseObject({
  id: z.string(),
  kind: z.string(),
  plan: z.looseObject({
    content: z.looseObject({
      operation: z.string(),
      version: z.string(),
      line: z.string(),
      steps: z.array(z.looseObject({ id: z.string(), kind: z.string(), after: z.array(z.string()) })),
    }),
    hash: z.string(),
    revision: z.int(),
  }),
  state: State,
  steps: z.record(z.string(), z.looseObject({ is: z.string() })),
  requester: z.looseObject({ person: z.string(), name: z.string() }),
  requestedAt: z.string(),
  approvers: z.array(z.looseObject({ person: z.string() })),
  lease: z.looseObject({ holder: z.string(), epoch: z.int(), until: z.string() }).nullable(),
});

/**
 * Operations on this transaction. An unreadable row counts as missing, with a log line: it must not stop a rollback,
 * which restores it or does not need it.
 */
export function createOperations(session: Session): Operations {
  const { trx, rowLocks, changes, readBefore } = session;
  const all = trx.selectFrom('operations').select(['id', 'body']);
  const asLocked = new Map<string, Stored>();
  const lock = async (id: string) => {
    const one = all.where('id', '=', id);
    const stored = await (rowLocks ? one.forUpdate() : one).executeTakeFirst();
    if (stored !== undefined) asLocked.set(id, stored);
    return stored;
  };
  return {
    async insert(operation) {
      const row = toTable(operation);
      await trx.insertInto('operations').values(row).execute();
      changes.wrote(guardedOperation(row, readBefore), undefined);
      asLocked.set(row.id, row);
    },
    lock: async (id) => {
      const stored = await lock(id);
      return stored && readable([stored], read, session)[0];
    },
    async get(id) {
      return readable(await all.where('id', '=', id).execute(), read, session)[0];
    },
    async save(operation) {
      const row = toTable(operation);
      const { id, ...columns } = row;
      const before = asLocked.get(id) ?? (await lock(id));
      if (before === undefined) throw new RowUnreadable('operations', id, 'there is no such row');
      await trx.updateTable('operations').set(columns).where('id', '=', id).execute();
      changes.wrote(guardedOperation(row, readBefore), guardedOperation(before, readBefore));
      asLocked.set(id, row);
    },
    async open() {
      const stored = await all.where('is_open', '=', 1).orderBy('requested_at').orderBy('id').execute();
      return readable(stored, read, session);
    },
    async countOpen() {
      const counted = trx.selectFrom('operations').select((eb) => eb.fn.countAll().as('n'));
      return Number((await counted.where('is_open', '=', 1).executeTakeFirst())?.n ?? 0);
    },
    async recent(limit) {
      const newestFirst = all.orderBy('requested_at', 'desc').orderBy('id', 'desc');
      return readable(await newestFirst.limit(limit).execute(), read, session);
    },
    async ofReleaseLine(releaseLine, since) {
      const those = all.where('line', '=', releaseLine).where('requested_at', '>=', since);
      return readable(
        await those.orderBy('requested_at', 'desc').orderBy('id', 'desc').execute(),
        read,
        session,
      );
    },
    async endedSince(at) {
      return readable(
        await all.where('finished_at', '>=', at).orderBy('finished_at').execute(),
        read,
        session,
      );
    },
  };
}

function toTable(operation: Operation): OperationsTable {
  return {
    id: operation.id,
    kind: operation.kind,
    line: operation.plan.content.line,
    version: operation.plan.content.version,
    is_open: isOpen(operation.state) ? 1 : 0,
    requested_at: operation.requestedAt,
    finished_at: operation.finishedAt,
    body: canonical(operation),
  };
}

type Stored = Pick<OperationsTable, 'id' | 'body'>;

function read(stored: Stored): Operation {
  const value = parseJson(stored.body);
  if (!isOperation(value)) throw new RowUnreadable('operations', stored.id, 'its body is not an operation');
  if (value.id !== stored.id)
    throw new RowUnreadable('operations', stored.id, `its body is that of ${value.id}`);
  return value;
}

/** The operation in a stored row; undefined when the row cannot be read. */
export function readOperation(stored: Stored): Operation | undefined {
  const value = parseJson(stored.body);
  return isOperation(value) && value.id === stored.id ? value : undefined;
}

function isOperation(value: unknown): value is Operation {
  return Envelope.safeParse(value).success;
}
