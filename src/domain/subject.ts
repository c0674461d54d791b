/**
 * The subject of a journal row, a job or a message. The list of kinds is open: a new kind needs no migration. In use:
 * `operation`, `surface`, `release-line` (`line` in rows of older versions), `version`, `caller`, `outbox`,
 * `workflow-run`, `store`, `schedule`, `token`, `person`, `page`,
 * `checklist`, `release-queue`.
 */
export interface Subject {
  kind: string;
  id: string;
}

/** The subject of a change of the journal key. */
export const JOURNAL_KEY: Subject = { kind: 'store', id: 'journal-key' };

/** The kind of the pages of one incident: they go to the pager, not to the chat. */
export const PAGES = 'page';

export function operationSubject({ id }: { id: string }): Subject {
  return { kind: 'operation', id };
}

/** A subject as text, for the keys of jobs. */
export function subjectKey({ kind, id }: Subject): string {
  return `${kind}:${id}`;
}
