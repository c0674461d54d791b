import type { Message } from '../../../domain/message.ts';
import { whyNot } from '../../../domain/permission.ts';
import type { Caller, Person } from '../../../domain/person.ts';
import { refuse } from '../../../domain/refusal.ts';
import type { Context } from '../../../engine/context.ts';

/** Why a notice does not go this way, and what to do instead. */
export function notThis(text: string, next: string, who: string | null = null): Message {
  return { is: 'refusal', refusal: refuse({ code: 'notice-refused', text, who, next }), asked: 'notice' };
}

/** The person who may tell customers, or why the caller may not. An unproven caller may not. */
export function personOf(
  caller: Caller,
  { settings }: Pick<Context, 'settings'>,
): Person | { refused: Message } {
  const denied = whyNot(caller, 'tell-customers', settings);
  const reason = denied ?? (caller.is === 'person' ? null : { code: 'token-invalid' as const });
  if (reason !== null) return { refused: { is: 'refusal', refusal: refuse(reason), asked: 'notice' } };
  if (caller.is !== 'person') throw new Error('a caller without a reason is a person');
  return caller.person;
}
