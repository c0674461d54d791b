import { LIMITS } from '../limits.ts';
import { divider } from '../render/blocks.ts';
import { renderMessage } from '../render/render-message.ts';
import type { Inbound } from './inbound.ts';
import type { HomePayload } from './payloads.ts';

/** A person's App Home: what is live and under way, and what they may type. Drawn anew each time it is opened. */
export async function handleHome(inbound: Inbound, payload: HomePayload): Promise<void> {
  const { user, channel, tab } = payload.event;
  if (tab !== 'home') return;
  const ask = (words: string) =>
    inbound.desk.ask({
      words,
      who: () => inbound.desk.callerFromChat({ user, team: payload.team_id }),
      place: { is: 'slack', channel },
    }).answer;
  const [status, help] = await Promise.all([ask('status'), ask('help')]);
  const shown = status.is === help.is ? [help] : [status, help];
  const blocks = shown.flatMap((message) => [
    ...renderMessage(message, { now: inbound.clock.now() }).blocks,
    divider(),
  ]);
  const view = { type: 'home', blocks: blocks.slice(0, LIMITS.blocksPerView) };
  await inbound.calls.call('views.publish', { user_id: user, view });
}
