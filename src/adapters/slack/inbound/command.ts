import { renderMessage } from '../render/render-message.ts';
import { type Ack, acknowledge, answerPrivately, type Inbound } from './inbound.ts';
import { type CommandPayload, typedWords } from './payloads.ts';
import { windowFor } from './rollback.ts';
import { showWindow } from './window.ts';

/**
 * `/navi …`: acknowledged immediately, with a note when the answer takes a while; answered privately, in a window
 * where the command has one.
 */
export async function handleCommand(inbound: Inbound, payload: CommandPayload, ack: Ack): Promise<void> {
  const { user_id: user, team_id: team, channel_id: channel } = payload;
  const asked = inbound.app.ask({
    words: typedWords(payload.text),
    who: () => inbound.app.callerFromChat({ user, team }),
    place: { is: 'slack', channel },
    delivery: payload.trigger_id,
  });
  const to = { account: user, channel, responseUrl: payload.response_url };
  if (asked.window === null) {
    await acknowledge(inbound, ack, meanwhile(inbound, asked.meanwhile));
    const answer = await asked.answer;
    await inbound.turn(user);
    return answerPrivately(inbound, to, answer);
  }
  await acknowledge(inbound, ack);
  await showWindow(inbound, {
    trigger: payload.trigger_id,
    to,
    title: asked.window,
    name: 'command',
    facts: 'world',
    fill: async () => windowFor(inbound, await asked.answer, channel),
  });
}

function meanwhile(inbound: Inbound, text: string | null): object | undefined {
  if (text === null) return undefined;
  const rendered = renderMessage({ is: 'line', text, level: 'info' }, { now: inbound.clock.now() });
  return { response_type: 'ephemeral', ...rendered };
}
