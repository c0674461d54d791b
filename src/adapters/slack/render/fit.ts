import type { SectionBlock } from '@slack/types';
import { LIMITS } from '../limits.ts';
import type { DrawnBlock, Rendered } from './blocks.ts';

/** The length of the notification sentence where a message is too long in total. */
const SHORT_SENTENCE = 300;

/**
 * A message whose texts together stay below Slack's limit. First the notification sentence is shortened, because it
 * only repeats the blocks; then the longest sections lose their last lines, and say how many.
 */
export function fitted({ text, blocks }: Rendered): Rendered {
  if (textLength(blocks) + text.length < LIMITS.textOfMessage) return { text, blocks };
  const short = text.length > SHORT_SENTENCE ? `${wordsWithin(text, SHORT_SENTENCE)} …` : text;
  const fit = [...blocks];
  for (const at of longestSections(blocks)) {
    const over = textLength(fit) + short.length + 1 - LIMITS.textOfMessage;
    if (over <= 0) break;
    const whole = fit[at];
    if (whole?.type === 'section') fit[at] = cutSection(whole, over);
  }
  return { text: short, blocks: fit };
}

/** The characters of every text in a message's blocks. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + textLength(entry), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [name, field]) =>
      sum + (name === 'text' && typeof field === 'string' ? field.length : textLength(field)),
    0,
  );
}

/** The indexes of the sections, the longest first. */
function longestSections(blocks: readonly DrawnBlock[]): number[] {
  return blocks
    .map((block, at) => ({ at, length: block.type === 'section' ? textLength(block) : 0 }))
    .toSorted((one, other) => other.length - one.length)
    .map(({ at }) => at);
}

/** The section without its last lines, shorter by at least so many characters if possible. */
function cutSection(block: SectionBlock, over: number): SectionBlock {
  if (block.text === undefined) return block;
  const [first = '', ...rest] = block.text.text.split('\n');
  const kept = [first];
  let left = block.text.text.length - over - LONGEST_NOTE - first.length;
  for (const line of rest) {
    left -= line.length + 1;
    if (left < 0) break;
    kept.push(line);
  }
  const missing = rest.length + 1 - kept.length;
  const text =
    missing === 0
      ? noteOf(first.length, 'characters')
      : `${kept.join('\n')}\n${noteOf(missing, missing === 1 ? 'line' : 'lines')}`;
  return text.length < block.text.text.length ? { ...block, text: { ...block.text, text } } : block;
}

const LONGEST_NOTE = 100;

function noteOf(count: number, what: string): string {
  return `_Left out: ${count} ${what}. Slack takes no longer message._`;
}

/** Whole words, so that nothing is cut inside an escape or a mention. */
export function wordsWithin(text: string, max: number): string {
  const words = text.slice(0, max + 1).split(' ');
  return words.slice(0, -1).join(' ');
}
