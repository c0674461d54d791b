import type { KnownBlock } from '@slack/types';
import { typedLine } from '../../../dispatch/typed-line.ts';
import { confirmingWords } from '../../../domain/confirming-words.ts';
import type { RollbackForm } from '../../../domain/message.ts';
import { linesWithin, type Rendered, sections, type Viewing } from './blocks.ts';
import { code, outside, ownText, sentence } from './text.ts';

/** What a rollback will do, where no window can confirm it: the same facts, and the command. */
export function renderRollbackForm(form: RollbackForm, view: Viewing): Rendered {
  const confirm = `/navi ${typedLine(confirmingWords(form))}`;
  return {
    text: sentence(`${headline(form)}. Not done yet. To confirm, type ${confirm}`),
    blocks: [
      ...rollbackFormBlocks(form, view),
      ...sections([`*Not done yet.* To confirm, type ${code(confirm, 300)}`]),
    ],
  };
}

/** The change on every surface, what cannot be undone, and why a reason is required. */
export function rollbackFormBlocks(form: RollbackForm, view: Viewing): KnownBlock[] {
  const moves = form.moves.map((line) => `• ${outside(line, 300).replace(/ → (\S+)$/, ' → *$1*')}`);
  const warnings = form.warnings.map((line) => `• ${ownText(line, 400, view)}`);
  const scope = form.cdnOnly ? ' CDN only: npm is not changed.' : '';
  return [
    ...sections([`⏪ *${outside(headline(form), 120)}.*${scope}`]),
    ...sections(['*Changes*', ...linesWithin(moves, 4500, 'not shown')]),
    ...(warnings.length === 0
      ? []
      : sections(['*Before you confirm*', ...linesWithin(warnings, 4000, 'not shown')])),
    ...(form.needsReason === null
      ? []
      : sections([
          `⚠️ *A reason is needed:* ${ownText(form.needsReason, 400, view)}. Navi notifies the owners.`,
        ])),
  ];
}

function headline({ line: releaseLine, from, target }: RollbackForm): string {
  return `Roll back ${releaseLine}${from === null ? '' : ` from v${from}`} to v${target}`;
}
