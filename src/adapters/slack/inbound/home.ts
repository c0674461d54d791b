import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Home, OpenHome } from '../../../domain/home.ts';
import { normalise } from '../errors.ts';
import { divider } from '../render/blocks.ts';
import { renderMessage } from '../render/render-message.ts';
import { cardLinks, choiceBlocks, commandBlocks, HOME_CHOICES, homeView } from '../views/home.ts';
import { answerPrivately, type Inbound } from './inbound.ts';
import { type ActionPayload, type HomePayload, readJson, teamOf } from './payloads.ts';
import { showRollback } from './rollback.ts';

const Button = z.object({ channel: z.string().regex(/^D[A-Z0-9]{1,30}$/) });

/** Between two looks at what is due. */
const PAUSE_MS = 20_000;

/** The App Homes of people, published when they are opened, and again when what they show changes. */
export interface Homes {
  open(payload: HomePayload): Promise<void>;
  /** Draws what is due, of this process and of those that ended, until it is stopped. */
  follow(): Promise<void>;
  stop(): void;
}

/** A person's App Home, and a hash of what it shows. */
type Drawn = Pick<OpenHome, 'account' | 'team' | 'channel' | 'shown'>;

export function createHomes(inbound: Inbound): Homes {
  const { app, clock, telemetry } = inbound;
  const stopping = new AbortController();
  const warn = (error: unknown) =>
    telemetry.warn('App Home is not followed', { problem: normalise(error, 'home').facts.problem });

  async function redraw(one: OpenHome, read: () => Promise<Home>): Promise<void> {
    const shown = await publish(inbound, one, read);
    if (shown !== one.shown) await app.useCases.saveShownHome(one.account, shown);
  }

  return {
    open: async ({ team_id: team, event: { user: account, channel, tab } }) => {
      if (tab !== 'home') return;
      const home = { account, team, channel };
      const shown = await publish(inbound, { ...home, shown: '' }, () => app.useCases.home());
      await app.useCases.followHome({ ...home, shown });
    },
    follow: async () => {
      for (;;) {
        await clock.wait(PAUSE_MS, stopping.signal);
        if (stopping.signal.aborted) return;
        const due = await app.useCases.takeDueHomes().catch((error: unknown): OpenHome[] => {
          warn(error);
          return [];
        });
        const read = once(() => app.useCases.home());
        for (const one of due) await redraw(one, read).catch(warn);
      }
    },
    stop: () => stopping.abort(),
  };
}

/** All people of one look see the same. */
function once(read: () => Promise<Home>): () => Promise<Home> {
  let found: Promise<Home> | undefined;
  return () => (found ??= read());
}

/** Publishes it unless nothing but times has changed. Returns a hash of what is published now. */
async function publish(
  inbound: Inbound,
  { account, team, channel, shown }: Drawn,
  read: () => Promise<Home>,
): Promise<string> {
  const { app } = inbound;
  const caller = await app.callerFromChat({ user: account, team });
  const who = async () => caller;
  const place = { is: 'slack', channel } as const;
  const help = await app.ask({ words: 'help', who, place }).answer;
  let home: Home = { messages: [], cards: [] };
  const mayRead = app.may(caller, 'read') === null;
  const last = !mayRead
    ? help
    : await app.guarded('home', async () => {
        home = await read();
        return help;
      });
  const may = app.may(caller, 'roll-back') === null;
  const choice = mayRead ? await app.ask({ words: 'messages', who, place }).answer : null;
  const isOn = mayRead ? await app.useCases.directChoice(caller) : null;
  const next = hashOf([home, last, may, choice]);
  if (next === shown) return shown;
  const drawn = (message: Home['messages'][number]) => [
    ...renderMessage(message, { now: inbound.clock.now() }).blocks,
    divider(),
  ];
  const { url } = await inbound.calls.identity();
  const blocks = [
    ...home.messages.flatMap(drawn),
    ...(url === null ? [] : cardLinks(home.cards, url)),
    ...(choice === null || isOn === null
      ? []
      : choiceBlocks(renderMessage(choice, { now: inbound.clock.now() }).blocks, { channel, isOn })),
    ...(last.is === 'help' && mayRead ? commandBlocks(last) : drawn(last)),
  ];
  const view = homeView(blocks, may ? { channel } : null);
  await inbound.calls.call('views.publish', { user_id: account, view });
  return next;
}

/** Of all but times. */
function hashOf(shown: unknown): string {
  const text = JSON.stringify(shown, (name, value: unknown) => (name === 'at' ? null : value));
  return createHash('sha256').update(text).digest('base64');
}

/** The conversation that a button of App Home names; undefined for another button. */
export function homeChannelOf(payload: ActionPayload): string | undefined {
  return readJson(Button, payload.actions[0]?.value)?.channel;
}

/** App Home's *Roll back*: the same window as `/navi rollback` opens. */
export async function handleHomeRollBack(inbound: Inbound, payload: ActionPayload): Promise<void> {
  const channel = homeChannelOf(payload);
  const { id: account } = payload.user;
  if (channel === undefined) return inbound.telemetry.warn('a button of App Home was not ours', { account });
  await showRollback(inbound, {
    trigger: payload.trigger_id,
    to: { account, channel },
    who: async () => ({
      caller: await inbound.app.callerFromChat({ user: account, team: teamOf(payload) }),
    }),
  });
}

/** App Home's choice about direct messages: the same as `/navi messages on` or `off`, answered privately. */
export async function handleHomeChoice(inbound: Inbound, payload: ActionPayload): Promise<void> {
  const words = HOME_CHOICES[payload.actions[0]?.action_id ?? ''];
  const channel = homeChannelOf(payload);
  const { id: account } = payload.user;
  if (channel === undefined || words === undefined)
    return inbound.telemetry.warn('a button of App Home was not ours', { account });
  const place = { is: 'slack', channel } as const;
  const who = () => inbound.app.callerFromChat({ user: account, team: teamOf(payload) });
  await answerPrivately(
    inbound,
    { account, channel, thread: undefined, responseUrl: payload.response_url },
    await inbound.app.ask({ words, who, place }).answer,
  );
}
