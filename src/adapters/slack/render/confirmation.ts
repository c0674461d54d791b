import type { KnownBlock } from '@slack/types';
import { typedLine } from '../../../dispatch/typed-line.ts';
import { confirmingWords, confirmWords } from '../../../domain/confirming-words.ts';
import type { Confirmation, RollbackChoice } from '../../../domain/message.ts';
import { linesWithin, type Rendered, sections, type Viewing } from './blocks.ts';
import { code, outside, ownText, sentence } from './text.ts';

/** A confirmation where no window can show it. */
export function renderConfirmation(form: Confirmation, view: Viewing): Rendered {
  const typed = `/navi ${typedLine(confirmWords(form))}`;
  return {
    text: sentence(`${form.headline} Not done yet. To confirm, type ${typed}`),
    blocks: [
      ...confirmationBlocks(form, view),
      ...sections([`*Not done yet.* To confirm, type ${code(typed, 300)}`]),
    ],
  };
}

/** Both choices, each with its command. */
export function renderChoice({ version, stop, rollBack }: RollbackChoice): Rendered {
  const lines = [
    `${stop.label}: ${typedLine(['/navi', ...confirmWords(stop)])}`,
    ...(rollBack === null
      ? []
      : [
          `Stop it and roll back to v${rollBack.target}: ${typedLine(['/navi', ...confirmingWords(rollBack)])}`,
        ]),
  ];
  return {
    text: sentence(`v${version} is being released and has changed nothing for customers. ${lines.join(' ')}`),
    blocks: sections([
      `🚀 *${outside(`v${version}`, 50)}* is being released and has changed nothing for customers. *Not done yet.* Choose one and type it.`,
      ...lines.map(
        (line) =>
          `• ${outside(line.slice(0, line.indexOf(': /navi')), 200)}: ${code(line.slice(line.indexOf('/navi')), 300)}`,
      ),
    ]),
  };
}

export function confirmationBlocks(form: Confirmation, view: Viewing): KnownBlock[] {
  const says = form.says.map((line) => `• ${ownText(line, 600, view)}`);
  return sections([`*${outside(form.headline, 200)}*`, ...linesWithin(says, 4000, 'not shown')]);
}
