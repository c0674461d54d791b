import { z } from 'zod';
import type { Clock } from '../../ports/clock.ts';
import type { ChatDirectory, Standing } from '../../ports/people.ts';
import { ServiceError } from '../../ports/service-error.ts';
import { read, type SlackCalls } from './calls.ts';

/** How long an answer is cached, and for how many accounts. */
const BELIEVED_MS = 60_000;
const REMEMBERED = 500;

const UserInfo = z.object({
  user: z.object({
    team_id: z.string().optional(),
    deleted: z.boolean().optional(),
    is_bot: z.boolean().optional(),
    is_workflow_bot: z.boolean().optional(),
    is_stranger: z.boolean().optional(),
    is_restricted: z.boolean().optional(),
    is_ultra_restricted: z.boolean().optional(),
  }),
});
type UserInfo = z.infer<typeof UserInfo>;
/** Disabled accounts are no members: https://docs.slack.dev/reference/methods/usergroups.users.list */
const Members = z.object({ users: z.array(z.string()) });

/**
 * Accounts and user groups of Slack, each requested at most once a minute, also under many parallel requests.
 */
export function createDirectory(calls: SlackCalls, clock: Clock): ChatDirectory {
  return {
    standing: remembered(clock, (account) => look(calls, account)),
    group: remembered(clock, async (usergroup) => {
      const answer = await calls.call('usergroups.users.list', { usergroup });
      return read(Members, answer, 'usergroups.users.list').users;
    }),
  };
}

/** The same question is asked once a minute at most. An error is not remembered. */
function remembered<Answer>(
  clock: Clock,
  ask: (id: string) => Promise<Answer>,
): (id: string) => Promise<Answer> {
  const known = new Map<string, { answer: Promise<Answer>; until: number }>();
  return async (id) => {
    const now = clock.now().getTime();
    const found = known.get(id);
    const left = (found?.until ?? 0) - now;
    // A clock that was set back must not extend the cache.
    if (found !== undefined && left > 0 && left <= BELIEVED_MS) return found.answer;
    const answer = ask(id);
    known.delete(id);
    known.set(id, { answer, until: now + BELIEVED_MS });
    answer.catch(() => known.delete(id));
    const oldest = known.keys().next().value;
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
    return answer;
  };
}

async function look(calls: SlackCalls, account: string): Promise<Standing> {
  try {
    const [answer, self] = await Promise.all([calls.call('users.info', { user: account }), calls.identity()]);
    return standingOf(read(UserInfo, answer, 'users.info').user, self.team);
  } catch (error) {
    const code = error instanceof ServiceError ? error.facts.code : undefined;
    if (code === 'user_not_found' || code === 'user_not_visible' || code === 'users_not_found')
      return { is: 'stranger', why: 'unknown' };
    throw error;
  }
}

/** The strongest reason first: a deactivated guest is deactivated. An account without a team is of another one. */
function standingOf(user: UserInfo['user'], team: string): Standing {
  if (user.deleted === true) return { is: 'stranger', why: 'deactivated' };
  if (user.is_bot === true || user.is_workflow_bot === true) return { is: 'stranger', why: 'bot' };
  if (user.is_stranger === true) return { is: 'stranger', why: 'external' };
  if (user.team_id !== team) return { is: 'stranger', why: 'foreign-team' };
  if (user.is_restricted === true || user.is_ultra_restricted === true)
    return { is: 'stranger', why: 'guest' };
  return { is: 'member' };
}
