import type { MailAnswer } from '../../../domain/mail-answer.ts';
import type { Context } from '../../../engine/context.ts';
import type { Letter } from '../../../ports/mail.ts';
import { ServiceError } from '../../../ports/service-error.ts';

/** One message as it is sent: a letter, or a plain text in a shared channel of the team. */
export type Outgoing =
  | { is: 'mail'; letter: Letter }
  | { is: 'slack-connect'; channel: string; team: string; key: string; text: string };

/** Sends it once. It throws nothing that a service may answer. */
export function sendOne(context: Pick<Context, 'mail' | 'chat'>, message: Outgoing): Promise<MailAnswer> {
  if (message.is === 'slack-connect') return sendInChannel(context, message);
  const { mail } = context;
  return 'missing' in mail
    ? Promise.resolve({ is: 'deferred', why: 'mail is not set up' })
    : mail.service.send(message.letter);
}

/** Every workspace in a shared channel reads it: nothing is posted where the expected one is not in it. */
async function sendInChannel(
  { chat }: Pick<Context, 'chat'>,
  { channel, team, key, text }: Extract<Outgoing, { is: 'slack-connect' }>,
): Promise<MailAnswer> {
  try {
    const teams = await chat.teamsIn(channel);
    if (!teams.includes(team))
      return { is: 'refused', answer: `the workspace ${team} is not in the channel ${channel} with Navi` };
  } catch (error) {
    return { is: 'deferred', why: problemOf(error) };
  }
  try {
    const { ts } = await chat.sayPlainly({ channel, key, text });
    return { is: 'accepted', answer: `posted in ${channel} as ${ts}` };
  } catch (error) {
    const why = problemOf(error);
    const kind = error instanceof ServiceError ? error.facts.kind : 'unknown';
    if (kind === 'refused') return { is: 'refused', answer: why };
    return kind === 'unknown' ? { is: 'unknown', why } : { is: 'deferred', why };
  }
}

function problemOf(error: unknown): string {
  if (error instanceof ServiceError) return error.facts.problem;
  throw error;
}
