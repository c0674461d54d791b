import type { Message } from '../domain/message.ts';
import { refuse } from '../domain/refusal.ts';

/** A rollback's answer where no window can offer a choice: it gives both commands to copy. */
export function withoutWindows(said: Message): Message {
  if (said.is !== 'rollback-choice') return said;
  const { version: stop, keeps, rollBack: form } = said.choice;
  const rollBack =
    form === null ? null : { from: form.from, to: form.target, needsReason: form.needsReason !== null };
  return {
    is: 'refusal',
    refusal: refuse({ code: 'choose-what-to-stop', stop, keeps, rollBack }),
    asked: 'rollback',
  };
}
