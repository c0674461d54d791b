import { parseAnswer } from '../adapters/cli/answer.ts';
import type { OfflineQuestion, Reply } from '../adapters/cli/ask.ts';
import { createMask } from '../adapters/process/secrets.ts';
import { StoreAway, StoreInUse, StoreNewer } from '../adapters/store/errors.ts';
import { terminalAnswer } from '../adapters/terminal/answer.ts';
import { secretsIn } from '../config/environment.ts';
import { ConfigError, explainProblems } from '../config/problem.ts';
import type { Message } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';
import { lockOf } from '../features/rollback/lock.ts';
import { safetyOf } from '../features/rollback/safety.ts';
import { type Offline, openOffline } from './offline.ts';

/**
 * Opens the store, runs the command, and stays until its operation needs no more work here. The next bot continues
 * the rest, such as the watch after a rollback.
 */
export async function askOffline(question: OfflineQuestion): Promise<Reply> {
  const { variables } = question;
  const lines: string[] = [];
  try {
    const offline = await openOffline(variables, (line) => lines.push(line));
    try {
      return answerOf(await answer(offline, question), question);
    } finally {
      await offline.close();
    }
  } catch (error) {
    if (error instanceof ConfigError)
      return { problem: explainProblems(error.problems), away: false, isConfiguration: true };
    if (error instanceof StoreInUse || error instanceof StoreAway || error instanceof StoreNewer)
      return { problem: createMask(secretsIn(variables))(error.message), away: false };
    throw error;
  }
}

async function answer(offline: Offline, { words, claimed, report }: OfflineQuestion): Promise<Message> {
  const message = await offline.ask(words, claimed);
  if (message.is !== 'accepted' || !/^rollback/.test(words.trimStart())) return message;
  report(message.text);
  const ended = await offline.carry(message.operation, report);
  return outcomeOf(ended);
}

function outcomeOf(operation: Operation): Message {
  const { id, plan, state } = operation;
  const { line: releaseLine, version } = plan.content;
  const safety = safetyOf(operation);
  const lock = lockOf(operation);
  if (state.is === 'stopped')
    return {
      is: 'fault',
      reference: id,
      text: `${releaseLine} is not at v${version} yet: ${problemOf(state)}`,
    };
  return {
    is: 'line',
    text: [
      `${releaseLine} is back at v${version}, and everything was read back (${id}).`,
      ...(safety === undefined ? [] : [`Customers are safe since T+${safety.seconds.toFixed(1)} s.`]),
      ...(safety?.browsersUntil == null ? [] : [`The last browser is clean by ${safety.browsersUntil}.`]),
      ...(lock?.is === 'locked' ? [`${releaseLine} ${lock.text}: npx navi ${lock.command}`] : []),
      'When a bot runs again, it monitors for late writes and posts the card.',
    ].join('\n'),
    level: 'good',
  };
}

function problemOf({ trouble }: Extract<Operation['state'], { is: 'stopped' }>): string {
  return trouble.command === undefined ? trouble.detail : `${trouble.detail}; run: ${trouble.command}`;
}

/** The answer in the form in which a bot sends it. */
function answerOf(message: Message, { screen }: OfflineQuestion): Reply {
  const body = JSON.stringify(terminalAnswer(message, screen));
  const answered = parseAnswer(body, { colour: screen?.colour === true });
  return answered === undefined ? { problem: 'The answer could not be read.', away: false } : { answered };
}
