import type { Message } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';

/** The reply to an accepted request. The operation's card shows the details. */
export function accepted({ id, plan }: Operation, text: string): Message {
  return { is: 'accepted', operation: id, version: plan.content.version, text };
}
