import { describe, expect, it } from 'vitest';
import { parseAnswer, plainText } from '../../../src/adapters/cli/answer.ts';
import { terminalAnswer } from '../../../src/adapters/terminal/answer.ts';
import type { Message } from '../../../src/domain/message.ts';
import { messagesOfEveryKind } from '../../harness/samples/sample-messages.ts';
import { sampleForm } from '../../harness/samples/sample-rollback.ts';

const screen = { colour: false, timezone: 'UTC' };
const parsed = (answer: object) => parseAnswer(JSON.stringify(answer), screen);
/** The answer of a bot that renders no text. */
const older = (message: Message) => parsed(terminalAnswer(message, undefined));
const kinds = messagesOfEveryKind().map((message) => [message.is, message] as const);

describe('an answer of the bot', () => {
  it.each(kinds)('is shown as the bot has rendered it: %s', (_, message) => {
    const sent = terminalAnswer(message, screen);

    expect(parsed(sent)?.text).toBe(sent.text);
  });

  it.each(kinds)('of an older bot is shown too, without its form: %s', (_, message) => {
    const answer = older(message);

    expect(answer?.text).toBeUndefined();
    expect(answer && plainText(answer).length).toBeGreaterThan(10);
  });

  it('of an older bot says all reasons of a refusal, and what to do', () => {
    const refusal = messagesOfEveryKind().find(({ is }) => is === 'refusal');
    const answer = refusal && older(refusal);

    expect(answer && plainText(answer).split('\n')).toHaveLength(3);
  });

  it('of a newer bot is shown, whatever its kind', () => {
    const answer = parsed({ message: { is: 'sonnet' }, exit: 0, explained: [], text: 'fourteen lines' });

    expect(answer).toMatchObject({ text: 'fourteen lines', asks: undefined });
  });

  it('keeps our colours where they are wanted, and nothing else that controls a terminal', () => {
    const text = '\u001b[31mred\u001b[39m\u001b[2J\u001b[5m\u009b31m\u202e';
    const body = JSON.stringify({ message: { is: 'line' }, exit: 0, explained: [], text });

    expect(parseAnswer(body, { colour: true })?.text).toBe('\u001b[31mred\u001b[39m[2J[5m31m');
    expect(parseAnswer(body, { colour: false })?.text).toBe('red[2J[5m31m');
  });

  it('that would put other words into the confirmation is not understood', () => {
    const form = sampleForm({ target: '1.1.0 --cdn-only' });

    expect(
      parsed({ message: { is: 'rollback-form', form }, exit: 0, explained: [], text: 'x' }),
    ).toBeUndefined();
  });

  it('in an unknown form is not guessed at', () => {
    expect(parsed({ message: { text: 'x' }, exit: 0, explained: [] })).toBeUndefined();
    expect(parseAnswer('<html>', screen)).toBeUndefined();
  });
});
