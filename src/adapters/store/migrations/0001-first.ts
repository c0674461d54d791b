import type { Kysely } from 'kysely';
import type { JournalHeadTable, Tables } from '../tables.ts';

/** Creates the tables, and the journal's head with them: a head that is missing later was removed. */
export async function createFirstTables(db: Kysely<Tables>, firstHead: JournalHeadTable): Promise<void> {
  await createState(db);
  await createJournal(db);
  await createDuties(db);
  await createOutbox(db);
  await db.insertInto('journal_head').values(firstHead).execute();
}

async function createState(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('operations')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('line', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('is_open', 'integer', (column) => column.notNull())
    .addColumn('requested_at', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('operations_open')
    .on('operations')
    .columns(['is_open', 'requested_at'])
    .execute();
  await db.schema
    .createIndex('operations_requested')
    .on('operations')
    .columns(['requested_at', 'id'])
    .execute();
  await db.schema
    .createTable('surfaces')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('live', 'text', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .addColumn('verified_at', 'text')
    .addColumn('moved_by', 'text', (column) => column.notNull())
    .addColumn('held_by', 'text')
    .execute();
}

async function createJournal(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('journal')
    .addColumn('sequence', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('subject_kind', 'text', (column) => column.notNull())
    .addColumn('subject_id', 'text', (column) => column.notNull())
    .addColumn('event', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('journal_subject')
    .on('journal')
    .columns(['subject_kind', 'subject_id', 'sequence'])
    .execute();
  await db.schema
    .createTable('journal_head')
    .addColumn('id', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('sequence', 'integer', (column) => column.notNull())
    .addColumn('mac', 'text', (column) => column.notNull())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('seal', 'text', (column) => column.notNull())
    .execute();
}

async function createDuties(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('duties')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('key', 'text', (column) => column.notNull().unique())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('lane', 'text', (column) => column.notNull())
    .addColumn('due_at', 'text', (column) => column.notNull())
    .addColumn('again_at', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('claims', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('claimed_by', 'text')
    .addColumn('claimed_until', 'text')
    .execute();
  await db.schema.createIndex('duties_due').on('duties').columns(['lane', 'due_at']).execute();
}

async function createOutbox(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('outbox')
    .addColumn('key', 'text', (column) => column.primaryKey().notNull())
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('about', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('in_thread', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('ts', 'text')
    .addColumn('wanted', 'integer', (column) => column.notNull())
    .addColumn('delivered', 'integer', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .addColumn('note', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('outbox_operation').on('outbox').columns(['operation', 'position']).execute();
  await db.schema.createIndex('outbox_post').on('outbox').columns(['channel', 'ts']).execute();
}
