import type { Caller } from '../../domain/person.ts';
import type { Context } from '../../engine/context.ts';

/**
 * The person behind a chat account. The chat's answer comes first: a guest or a deactivated account is a stranger,
 * even when the configuration lists it.
 */
export async function callerFromChat(
  context: Context,
  account: { user: string; team: string },
): Promise<Caller> {
  const standing = await context.directory.standing(account.user);
  if (standing.is === 'stranger') return { is: 'stranger', account: account.user, why: standing.why };
  const person = context.settings.people.find((one) => one.slack === account.user);
  if (person === undefined) return { is: 'stranger', account: account.user, why: 'unknown' };
  return { is: 'person', person, account: account.user, how: 'slack' };
}
