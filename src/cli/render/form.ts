import { confirmingWords } from '../../domain/confirming-words.ts';
import { forShell } from '../../domain/shell.ts';
import type { ToldForm } from '../told.ts';
import { flat, type Screen } from './layout.ts';

/** What a rollback will do, and exactly what to type to confirm it. */
export function formText(form: ToldForm, { paint }: Screen): string {
  const from = form.from === null ? '' : ` from v${form.from}`;
  const scope = form.cdnOnly ? ' Only the CDN: npm stays as it is.' : '';
  return [
    `${paint('bold', `${form.line} goes back${from} to v${form.target}.`)}${scope}`,
    '',
    paint('bold', 'What moves'),
    ...form.moves.map((line) => `  ${flat(line)}`),
    ...(form.warnings.length === 0
      ? []
      : ['', paint('bold', 'Know before you confirm'), ...form.warnings.map((line) => `  ${flat(line)}`)]),
    ...(form.needsReason === null
      ? []
      : [
          '',
          paint(
            'yellow',
            `${form.reason === null ? 'A reason is needed: ' : ''}${flat(form.needsReason)}. The owners will be called.`,
          ),
        ]),
    ...(form.reason === null ? [] : ['', `Reason: ${flat(form.reason)}`]),
    '',
    'Nothing is done yet. To confirm, type',
    `  ${paint('bold', flat(forShell(['npx', 'navi', ...confirmingWords(form)])))}`,
  ].join('\n');
}
