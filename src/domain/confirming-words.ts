import type { Confirmation, RollbackForm } from './message.ts';

/** The parts of a shown rollback that its confirmation repeats. */
export type Confirmable = Pick<RollbackForm, 'target' | 'reason' | 'needsReason' | 'cdnOnly'>;

/**
 * The words that confirm a rollback as shown, with its target by name. A missing reason is `…`. The caller quotes
 * them for their readers.
 */
export function confirmingWords({ target, reason, needsReason, cdnOnly }: Confirmable): string[] {
  const given = (reason ?? '').trim();
  const why = given === '' && needsReason !== null ? '…' : given;
  return [
    'rollback',
    `v${target}`,
    ...(cdnOnly ? ['--cdn-only'] : []),
    ...(why === '' ? [] : ['--reason', why]),
    '--yes',
  ];
}

/** The words that confirm a request; a missing reason is `…`. */
export function confirmWords({
  words,
  reason,
  needsReason,
}: Pick<Confirmation, 'words' | 'reason' | 'needsReason'>): string[] {
  const given = (reason ?? '').trim();
  const why = given === '' && needsReason ? '…' : given;
  return [...words, ...(why === '' ? [] : ['--reason', why]), '--yes'];
}
