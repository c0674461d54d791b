import { confirmingWords, confirmWords } from '../../domain/confirming-words.ts';
import type { Confirmation, RollbackChoice, RollbackForm } from '../../domain/message.ts';
import { forShell } from '../../domain/shell.ts';
import { type Drawing, flat } from './layout.ts';

/** What a rollback will do, and the command that confirms it. */
export function formText(form: RollbackForm, { paint }: Drawing): string {
  const from = form.from === null ? '' : ` from v${form.from}`;
  const scope = form.cdnOnly ? ' CDN only: npm is not changed.' : '';
  return [
    `${paint('bold', `Roll back ${form.line}${from} to v${form.target}.`)}${scope}`,
    '',
    paint('bold', 'Changes'),
    ...form.moves.map((line) => `  ${flat(line)}`),
    ...(form.warnings.length === 0
      ? []
      : ['', paint('bold', 'Before you confirm'), ...form.warnings.map((line) => `  ${flat(line)}`)]),
    ...(form.needsReason === null
      ? []
      : [
          '',
          paint(
            'yellow',
            `${form.reason === null ? 'A reason is needed: ' : ''}${flat(form.needsReason)}. Navi notifies the owners.`,
          ),
        ]),
    ...(form.reason === null ? [] : ['', `Reason: ${flat(form.reason)}`]),
    '',
    'Not done yet. To confirm, type',
    `  ${paint('bold', typed(confirmingWords(form)))}`,
  ].join('\n');
}

/** The question, and the command that confirms it. */
export function confirmationText(form: Confirmation, { paint }: Drawing): string {
  return [
    paint('bold', flat(form.headline)),
    '',
    ...form.says.map((line) => `  ${flat(line)}`),
    ...(form.reason === null ? [] : ['', `Reason: ${flat(form.reason)}`]),
    '',
    'Not done yet. To confirm, type',
    `  ${paint('bold', typed(confirmWords(form)))}`,
  ].join('\n');
}

/** Both choices, each with the words to type. */
export function choiceText({ version, stop, rollBack }: RollbackChoice, { paint }: Drawing): string {
  return [
    `v${version} is being released and has changed nothing for customers. Not done yet. Choose one and type it.`,
    '',
    flat(stop.label),
    `  ${paint('bold', typed(confirmWords(stop)))}`,
    ...(rollBack === null
      ? []
      : [
          `Stop it and roll back to v${rollBack.target}`,
          `  ${paint('bold', typed(confirmingWords(rollBack)))}`,
        ]),
  ].join('\n');
}

function typed(words: readonly string[]): string {
  return flat(forShell(['npx', 'navi', ...words]));
}
