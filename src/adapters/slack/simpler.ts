import type { KnownBlock } from '@slack/types';
import { type Rendered, sections } from './render/blocks.ts';
import { withoutCharts } from './render/chart.ts';
import { wordsWithin } from './render/fit.ts';

const LONGEST_TEXT = 2_800;

/** A message in its full form, then simpler: charts as a table, its sentence with its buttons, its sentence alone. */
export function formsOf(rendered: Rendered): Rendered[] {
  const text = shortened(rendered.text);
  const buttons = rendered.blocks.filter(({ type }) => type === 'actions');
  const said: KnownBlock[] = sections([text, NOTE]);
  const withButtons = buttons.length === 0 ? [] : [{ text, blocks: [...said, ...buttons] }];
  const plainer = withoutCharts(rendered.blocks);
  const withTable = plainer === undefined ? [] : [{ text: rendered.text, blocks: plainer }];
  const withoutTable = rendered.blocks.filter(
    ({ type }) => type !== 'data_visualization' && type !== 'table',
  );
  const inText =
    withoutTable.length < rendered.blocks.length ? [{ text: rendered.text, blocks: withoutTable }] : [];
  return [rendered, ...withTable, ...inText, ...withButtons, { text: `${text}\n${NOTE}`, blocks: [] }];
}

const NOTE = '_Shown in short: Slack has refused the whole message._';

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${wordsWithin(text, LONGEST_TEXT)} … (the rest is left out)` : text;
}
