import { blockersOf } from '../../domain/evaluate-gates.ts';
import type { Explained, Message } from '../../domain/message.ts';
import type { RefusalReason } from '../../domain/refusal.ts';
import { explain } from '../../domain/refusals.ts';

/**
 * The texts of every reason in a message, in their order, so that a reader of the JSON needs no catalogue. A terminal
 * that renders answers itself, as older ones do, requires a text in `who`.
 */
export function explainedIn(message: Message): (Explained & { who: string })[] {
  return reasonsIn(message).map((reason) => {
    const explained = explain(reason);
    return { ...explained, who: explained.who ?? '' };
  });
}

function reasonsIn(message: Message): readonly RefusalReason[] {
  switch (message.is) {
    case 'refusal':
      return message.refusal.reasons;
    case 'card':
    case 'plan':
      return blockersOf(message.card.operation.shown.verdicts);
    default:
      return [];
  }
}

/** The terminal's exit code: 0 done, 1 error, 2 usage, 3 refused. */
export function exitCodeOf(message: Message): 0 | 1 | 2 | 3 {
  if (message.is === 'fault') return 1;
  // Such as a journal that is not intact: a cron job must notice it.
  if (message.is === 'line' && message.level === 'bad') return 1;
  if (message.is === 'doctor' && message.rows.some((row) => row.is === 'failed')) return 1;
  if (message.is === 'help' && message.stranger !== null) return 3;
  if (message.is !== 'refusal') return 0;
  return message.refusal.reasons.every((reason) => USAGE.includes(reason.code)) ? 2 : 3;
}

const USAGE: readonly RefusalReason['code'][] = [
  'unknown-command',
  'usage',
  'version-malformed',
  'choose-what-to-stop',
];
