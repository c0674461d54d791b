import { describe, expect, it } from 'vitest';
import { noPaint } from '../../src/cli/paint.ts';
import { toldText } from '../../src/cli/render/told-text.ts';
import { parseTold, type Told, type ToldMessage } from '../../src/cli/told.ts';
import type { Message } from '../../src/domain/message.ts';
import { exitCodeOf, explainedIn } from '../../src/web/explained.ts';
import { messagesOfEveryKind, sampleCard } from '../slack/sample.ts';

const screen = { paint: noPaint, timezone: 'UTC' };

/** The answer as it comes over the wire. Compiles only while every message has what the terminal reads. */
function told(message: Message): Told {
  const sent: ToldMessage = message;
  const body = JSON.stringify({ message: sent, exit: exitCodeOf(message), explained: explainedIn(message) });
  const parsed = parseTold(body);
  if (parsed === undefined) throw new Error(`${message.is} was not understood`);
  return parsed;
}
const shown = (message: Message) => toldText(told(message), screen);

describe('an answer in the terminal', () => {
  it.each(messagesOfEveryKind().map((message) => [message.is, message] as const))(
    'is tidy text for %s',
    (_, message) => {
      const text = shown(message);

      expect(text.trim().length).toBeGreaterThan(10);
      expect(text).not.toMatch(/undefined|\[object|[ \t]$/m);
    },
  );

  it('shows a dry run with facts, packages, gates and steps', () => {
    const text = shown({ is: 'plan', card: sampleCard(), dryRun: true });

    expect(text).toContain('Dry run: nothing was kept');
    expect(text).toContain('abc1234 Version packages for v1.2.0 (#16)');
    expect(text).toMatch(/@awell-health\/navi-core +1\.1\.0 → 1\.2\.0 +npm/);
    expect(text).toMatch(/navi-react +unchanged \(1\.1\.0\)/);
    expect(text).toMatch(/BLOCK {2}required checks are green: The required check "ci" is running\./);
    expect(text).toContain('expires 2026-11-23 13:00');
  });

  it('shows every reason of a refusal with its next step', () => {
    const [refusal] = messagesOfEveryKind().filter((message) => message.is === 'refusal');
    const text = shown(refusal ?? { is: 'fault', reference: '', text: '' });

    expect(text.match(/^ {4}next /gm)).toHaveLength(3);
    expect(text).toContain('Did you mean /navi release?');
  });

  it('lets nothing steer the terminal', () => {
    const text = shown({ is: 'line', text: 'a\u001b[2J\u009b31m\u202eb\rc\u0007\nd', level: 'info' });

    expect(text).toBe('a[2J31mbc\nd');
  });

  it('of another version is not guessed at', () => {
    expect(parseTold('{"message":{"is":"sonnet"},"exit":0,"explained":[]}')).toBeUndefined();
    expect(parseTold('<html>')).toBeUndefined();
  });
});
