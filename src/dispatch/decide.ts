import type { Click } from '../domain/click.ts';
import type { Message } from '../domain/message.ts';
import { refuse } from '../domain/refusal.ts';
import type { CommandContext, Parsed } from './command.ts';

/** The argument that every decision begins with. */
export const OPERATION = {
  name: 'operation',
  required: true,
  about: 'its id, as status and history show it',
} as const;

/**
 * A decision in words, for when Slack is away (DESIGN §1.7): the same use cases as the buttons. In Slack itself the card
 * is where it counts (DESIGN §4.3), so there the words only say so.
 */
export function decideByWords(
  { words }: Parsed,
  { caller, place }: CommandContext,
  decide: (click: Click) => Promise<Message>,
): Promise<Message> {
  const operation = words['operation'] ?? '';
  if (place.is === 'terminal') return decide({ caller, operation, revision: 'current', card: 'terminal' });
  const refusal = refuse({ code: 'use-the-card', operation });
  return Promise.resolve({ is: 'refusal', refusal, asked: operation });
}
