import type { ModalView } from '@slack/types';
import { LIMITS } from '../limits.ts';
import { type DrawnBlock, withoutChartBlocks } from '../render/blocks.ts';
import { plain } from '../render/text.ts';

/** A modal with its title and blocks cut to Slack's limits. */
export function modal(title: string, blocks: readonly DrawnBlock[]): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: plain(title, LIMITS.modalTitle), emoji: false },
    close: { type: 'plain_text', text: 'Close' },
    blocks: withoutChartBlocks(blocks).slice(0, LIMITS.blocksPerView),
  };
}

/**
 * Opened immediately, within the three seconds of the click's trigger, and replaced when the facts have arrived
 * (docs/services.md, Slack).
 */
export function loadingView(title: string): ModalView {
  return modal(title, [
    { type: 'section', text: { type: 'plain_text', text: '⏳ Loading …', emoji: false } },
  ]);
}
