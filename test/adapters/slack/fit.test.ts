import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/adapters/slack/limits.ts';
import { type DrawnBlock, mrkdwn } from '../../../src/adapters/slack/render/blocks.ts';
import { fitted, textLength } from '../../../src/adapters/slack/render/fit.ts';

const section = (text: string): DrawnBlock => ({ type: 'section', text: mrkdwn(text) });
const lines = (count: number, name: string) =>
  Array.from({ length: count }, (_, n) => `${name} ${n} ${'x'.repeat(80)}`).join('\n');
const sizeOf = ({ text, blocks }: { text: string; blocks: readonly DrawnBlock[] }) =>
  text.length + textLength(blocks);
const textsOf = (blocks: readonly DrawnBlock[]) =>
  blocks.flatMap((block) => (block.type === 'section' && block.text !== undefined ? [block.text.text] : []));

describe('a message whose texts are too long together', () => {
  it('stays as it is below the limit', () => {
    const message = { text: 'Short.', blocks: [section(lines(30, 'one'))] };
    expect(fitted(message)).toEqual(message);
  });

  it('first loses most of the sentence for notifications, which says nothing of its own', () => {
    const blocks = [1, 2, 3].map((n) => section(lines(32, `part ${n}`)));
    const message = { text: 'word '.repeat(600).trim(), blocks };
    expect(sizeOf(message)).toBeGreaterThan(LIMITS.textOfMessage);
    const fit = fitted(message);
    expect(fit.blocks).toEqual(blocks);
    expect(fit.text).toMatch(/^(word )+…$/);
    expect(sizeOf(fit)).toBeLessThan(LIMITS.textOfMessage);
  });

  it('then loses the last lines of its longest sections, and says how many', () => {
    const head = section('The first thing that is said');
    const fit = fitted({
      text: 'Short.',
      blocks: [head, ...[1, 2, 3, 4].map((n) => section(lines(32, `part ${n}`)))],
    });
    expect(sizeOf(fit)).toBeLessThan(LIMITS.textOfMessage);
    expect(fit.blocks[0]).toEqual(head);
    for (const [i, text] of textsOf(fit.blocks).slice(1).entries()) {
      const said = Number(/_Left out: (\d+) lines?\./.exec(text)?.[1] ?? 0);
      const kept = text.split('\n').filter((line) => line.startsWith(`part ${i + 1} `)).length;
      expect(kept + said).toBe(32);
    }
  });

  it('of one line each says how many characters are left out', () => {
    const fit = fitted({ text: 'Short.', blocks: [1, 2, 3, 4].map(() => section('y'.repeat(2_900))) });
    expect(sizeOf(fit)).toBeLessThan(LIMITS.textOfMessage);
    expect(textsOf(fit.blocks).join('\n')).toContain('_Left out: 2900 characters.');
  });
});
