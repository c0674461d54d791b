import type { Explained, Message } from '../../domain/message.ts';
import type { Screen } from '../../domain/screen.ts';
import { colours, harmlessValue, noPaint } from '../../domain/terminal-text.ts';
import { exitCodeOf, explainedIn } from './explained.ts';
import { messageText } from './message-text.ts';

/** What a terminal is answered. */
export interface TerminalAnswer {
  message: Message;
  exit: 0 | 1 | 2 | 3;
  explained: readonly (Explained & { who: string })[];
  /** The answer to show; absent for a terminal that sent no screen: it wants JSON, or is older and renders itself. */
  text?: string;
}

export function terminalAnswer(message: Message, screen: Screen | undefined): TerminalAnswer {
  return {
    message,
    exit: exitCodeOf(message),
    explained: explainedIn(message),
    ...(screen !== undefined && { text: terminalText(message, screen) }),
  };
}

/** Any message as text for this screen. Text from elsewhere cannot control the terminal, nor colour it. */
export function terminalText(message: Message, { colour, timezone, columns }: Screen): string {
  // Every message is JSON: it is sent as such.
  const clean: Message = JSON.parse(JSON.stringify(message), harmlessValue);
  return messageText(clean, { paint: colour ? colours : noPaint, timezone, columns });
}
