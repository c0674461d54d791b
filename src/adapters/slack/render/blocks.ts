import type {
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  KnownBlock,
  MrkdwnElement,
  SectionBlock,
} from '@slack/types';
import { LIMITS } from '../limits.ts';
import { plain } from './text.ts';

/** Slack's chart block, which @slack/types 3.2.0 lacks: docs/services.md, Slack. */
export interface ChartBlock {
  type: 'data_visualization';
  title: string;
  chart: {
    type: 'line';
    series: { name: string; data: { label: string; value: number }[] }[];
    axis_config: { categories: string[]; y_label: string };
  };
}

export type DrawnBlock = KnownBlock | ChartBlock;

/** The blocks of a message for a window or App Home, which take no charts. */
export function withoutChartBlocks(blocks: readonly DrawnBlock[]): KnownBlock[] {
  return blocks.flatMap((block) => (block.type === 'data_visualization' ? [] : [block]));
}

/** A message in Slack's form: blocks, and the sentence for notifications and screen readers. */
export interface Rendered {
  text: string;
  blocks: DrawnBlock[];
}

/**
 * The time and place at which a message is read. `timezone` is an IANA name, for clients that cannot show their own.
 */
export interface Viewing {
  now: Date;
  timezone?: string;
}

/** `verbatim`: Slack makes no links and mentions of addresses, channel names and `@…` inside. */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text: plain(text, LIMITS.headerText), emoji: false } };
}

export function divider(): DividerBlock {
  return { type: 'divider' };
}

/** Puts safe lines (escaped, each shorter than a section) into as few sections as possible. */
export function sections(lines: readonly string[]): SectionBlock[] {
  return chunk(lines, LIMITS.sectionText).map((text) => ({ type: 'section', text: mrkdwn(text) }));
}

/** Safe pairs as fields; the caller limits their lengths. More than ten need a second section. */
export function fields(pairs: readonly (readonly [string, string])[]): SectionBlock[] {
  const blocks: SectionBlock[] = [];
  for (let at = 0; at < pairs.length; at += LIMITS.sectionFields) {
    const part = pairs.slice(at, at + LIMITS.sectionFields);
    blocks.push({ type: 'section', fields: part.map(([name, value]) => mrkdwn(`*${name}*\n${value}`)) });
  }
  return blocks;
}

export function context(...lines: readonly string[]): ContextBlock {
  return { type: 'context', elements: lines.slice(0, LIMITS.contextElements).map(mrkdwn) };
}

/** As many whole lines as fit into `budget` characters, and a last one with the number of omitted lines. */
export function linesWithin(lines: readonly string[], budget: number, more = 'in Details'): string[] {
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    if (length + line.length + 1 > budget) break;
    kept.push(line);
    length += line.length + 1;
  }
  const left = lines.length - kept.length;
  return left === 0 ? kept : [...kept, `_… and ${left} more ${more}_`];
}

function chunk(lines: readonly string[], max: number): string[] {
  const chunks: string[] = [];
  let current = '';
  for (const line of lines) {
    const next = current === '' ? line : `${current}\n${line}`;
    if (next.length > max && current !== '') {
      chunks.push(current.trim());
      current = line;
    } else current = next;
  }
  return current.trim() === '' ? chunks : [...chunks, current.trim()];
}
