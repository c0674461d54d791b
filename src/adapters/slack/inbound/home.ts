import { z } from 'zod';
import { divider } from '../render/blocks.ts';
import { renderMessage } from '../render/render-message.ts';
import { homeView } from '../views/home.ts';
import type { Inbound } from './inbound.ts';
import { type ActionPayload, type HomePayload, readJson, teamOf } from './payloads.ts';
import { showRollback } from './rollback.ts';

const Button = z.object({ channel: z.string().regex(/^D[A-Z0-9]{1,30}$/) });

/**
 * A person's App Home: the rollback button, what is live and in progress, and the available commands. Rendered each
 * time it is opened.
 */
export async function handleHome(inbound: Inbound, payload: HomePayload): Promise<void> {
  const { user, channel, tab } = payload.event;
  if (tab !== 'home') return;
  const { app } = inbound;
  const caller = app.callerFromChat({ user, team: payload.team_id });
  const ask = (words: string) =>
    app.ask({ words, who: () => caller, place: { is: 'slack', channel } }).answer;
  const [status, help] = await Promise.all([ask('status'), ask('help')]);
  const shown = status.is === help.is ? [help] : [status, help];
  const blocks = shown.flatMap((message) => [
    ...renderMessage(message, { now: inbound.clock.now() }).blocks,
    divider(),
  ]);
  const may = app.may(await caller, 'roll-back') === null;
  await inbound.calls.call('views.publish', {
    user_id: user,
    view: homeView(blocks, may ? { channel } : null),
  });
}

/** App Home's *Roll back*: the same window as `/navi rollback` opens. */
export async function handleHomeRollBack(inbound: Inbound, payload: ActionPayload): Promise<void> {
  const button = readJson(Button, payload.actions[0]?.value);
  const { id: account } = payload.user;
  if (button === undefined) return inbound.telemetry.warn('a button of App Home was not ours', { account });
  await showRollback(inbound, {
    trigger: payload.trigger_id,
    to: { account, channel: button.channel },
    who: async () => ({
      caller: await inbound.app.callerFromChat({ user: account, team: teamOf(payload) }),
    }),
  });
}
