import type { Operation } from '../../domain/operation.ts';
import { rollbackContent } from './plans/rollback-content.ts';

interface Question {
  title: string;
  text: string;
  yes: string;
}

/** The question to a person who confirms an unproven rollback. Plain text. */
export function confirmQuestion({ plan: { content }, requester }: Operation): Question {
  const takenBack = rollbackContent.is(content) ? content.takenBack : null;
  const marks = takenBack === null ? '' : ` v${takenBack}, which it rolled back, is quarantined.`;
  return {
    title: 'Confirm this rollback?',
    text: `You confirm it in your name (${requester.name}).${marks}`,
    yes: 'Confirm',
  };
}

/** The question to a person who does not confirm it. Plain text. */
export function endUnconfirmedQuestion({ plan: { content } }: Operation): Question {
  return {
    title: 'End it unconfirmed?',
    text: `${content.line} stays at v${content.version} and locked. Nothing is quarantined, and it can be rolled back again.`,
    yes: 'End unconfirmed',
  };
}
