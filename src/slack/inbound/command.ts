import { renderMessage } from '../render/render-message.ts';
import { type Ack, acknowledge, answerPrivately, type Inbound } from './inbound.ts';
import { type CommandPayload, typedWords } from './payloads.ts';

/** `/navi …`: acknowledged at once, with a word when the answer takes a while; answered to the person alone. */
export async function handleCommand(inbound: Inbound, payload: CommandPayload, ack: Ack): Promise<void> {
  const { user_id: user, team_id: team, channel_id: channel } = payload;
  const asked = inbound.desk.ask({
    words: typedWords(payload.text),
    who: () => inbound.desk.callerFromChat({ user, team }),
    place: { is: 'slack', channel },
  });
  await acknowledge(inbound, ack, meanwhile(inbound, asked.meanwhile));
  await answerPrivately(
    inbound,
    { account: user, channel, responseUrl: payload.response_url },
    await asked.answer,
  );
}

function meanwhile(inbound: Inbound, text: string | null): object | undefined {
  if (text === null) return undefined;
  const rendered = renderMessage({ is: 'line', text, level: 'info' }, { now: inbound.clock.now() });
  return { response_type: 'ephemeral', ...rendered };
}
