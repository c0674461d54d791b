/**
 * What a journal row, a job or a message is about. The list of kinds is open, so that a new kind is a word and not a
 * migration. In use: `operation`, `surface`, `release-line` (`line` in rows of older versions), `version`, `caller`,
 * `outbox`, `workflow-run`, `store`, `schedule`, `token`, `person`.
 */
export interface Subject {
  kind: string;
  id: string;
}

/** What the change of a journal key is about. */
export const JOURNAL_KEY: Subject = { kind: 'store', id: 'journal-key' };

export function operationSubject({ id }: { id: string }): Subject {
  return { kind: 'operation', id };
}

/** One text for one subject, for the keys of jobs. */
export function subjectKey({ kind, id }: Subject): string {
  return `${kind}:${id}`;
}
