import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';

/**
 * Jobs and messages are about a subject instead of an operation. The table of jobs gets another name: a process of an
 * older version that still runs fails, because it finds no table, and takes no job whose subject it cannot read.
 */
export async function nameSubjects(db: Kysely<Tables>): Promise<void> {
  await turnDutiesIntoJobs(db);
  await giveMessagesSubjects(db);
  await addEndOfOperations(db);
}

async function turnDutiesIntoJobs(db: Kysely<Tables>): Promise<void> {
  await db.schema.dropIndex('duties_due').execute();
  await db.schema.alterTable('duties').renameTo('jobs').execute();
  await db.schema.alterTable('jobs').renameColumn('subject', 'subject_id').execute();
  await db.schema
    .alterTable('jobs')
    .addColumn('subject_kind', 'text', (column) => column.notNull().defaultTo('operation'))
    .execute();
  await db.schema.createIndex('jobs_due').on('jobs').columns(['lane', 'due_at']).execute();
  const kinds = { 'late-post': 'outbox', adopt: 'store', tick: 'schedule' };
  for (const [kind, subject_kind] of Object.entries(kinds))
    await db.updateTable('jobs').set({ subject_kind }).where('kind', '=', kind).execute();
  await db.updateTable('jobs').set({ kind: 'verify-live' }).where('kind', '=', 'tick').execute();
  // One delivery for each subject: its key names the subject.
  await db
    .updateTable('jobs')
    .set({ key: sql<string>`'deliver:operation:' || subject_id` })
    .where('kind', '=', 'deliver')
    .execute();
}

async function giveMessagesSubjects(db: Kysely<Tables>): Promise<void> {
  await db.schema.dropIndex('outbox_operation').execute();
  await db.schema.alterTable('outbox').renameColumn('operation', 'subject_id').execute();
  await db.schema
    .alterTable('outbox')
    .addColumn('subject_kind', 'text', (column) => column.notNull().defaultTo('operation'))
    .execute();
  await db.schema
    .createIndex('outbox_subject')
    .on('outbox')
    .columns(['subject_kind', 'subject_id', 'position'])
    .execute();
}

/** The end of operations gets its own column; the migration's next part fills it. */
async function addEndOfOperations(db: Kysely<Tables>): Promise<void> {
  await db.schema.alterTable('operations').addColumn('finished_at', 'text').execute();
  await db.schema.createIndex('operations_finished').on('operations').column('finished_at').execute();
  await db.schema.createIndex('operations_line').on('operations').columns(['line', 'requested_at']).execute();
}
