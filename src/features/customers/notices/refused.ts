import { nearestTo } from '../../../domain/distance.ts';
import type { Message } from '../../../domain/message.ts';
import { whyNot } from '../../../domain/permission.ts';
import type { Caller, Person } from '../../../domain/person.ts';
import { refuse } from '../../../domain/refusal.ts';
import type { Context } from '../../../engine/context.ts';

/** Why a notice does not go this way, and what to do instead. */
export function notThis(text: string, next: string, who: string | null = null): Message {
  return { is: 'refusal', refusal: refuse({ code: 'notice-refused', text, who, next }), asked: 'notice' };
}

/** Where an id is unknown: the ids that are like it, and the command that lists all. */
export function unknownId(
  text: string,
  { typed, ids, list }: { typed: string; ids: readonly string[]; list: string },
): Message {
  const near = nearestTo(typed, ids);
  const all = `Type ${list} to see them all.`;
  return notThis(text, near.length === 0 ? all : `Did you mean ${near.join(' or ')}? ${all}`);
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
