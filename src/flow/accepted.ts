import type { Message } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';

/** A yes to whoever asked: what becomes of the operation, whose card tells the rest. */
export function accepted({ id, plan }: Operation, text: string): Message {
  return { is: 'accepted', operation: id, version: plan.content.version, text };
}
