import type { Confirmation, RollbackForm } from './message.ts';

/** What a rollback was shown with, as far as its confirmation repeats it. */
export type Confirmable = Pick<RollbackForm, 'target' | 'reason' | 'needsReason' | 'cdnOnly'>;

/**
 * What is typed to confirm a rollback as it was shown, its target by name, word by word: who shows it quotes it for
 * those who will read it. A reason that is still to be given is `…`.
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

/** What is typed to confirm what was asked, word by word; a reason that is still to be given is `…`. */
export function confirmWords({
  words,
  reason,
  needsReason,
}: Pick<Confirmation, 'words' | 'reason' | 'needsReason'>): string[] {
  const given = (reason ?? '').trim();
  const why = given === '' && needsReason ? '…' : given;
  return [...words, ...(why === '' ? [] : ['--reason', why]), '--yes'];
}
