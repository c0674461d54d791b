import { z } from 'zod';
import type { Home } from '../../../domain/home.ts';
import { normalise } from '../errors.ts';
import { divider } from '../render/blocks.ts';
import { renderMessage } from '../render/render-message.ts';
import { cardLinks, choiceBlocks, HOME_CHOICES, homeView } from '../views/home.ts';
import { answerPrivately, type Inbound } from './inbound.ts';
import { type ActionPayload, type HomePayload, readJson, teamOf } from './payloads.ts';
import { showRollback } from './rollback.ts';

const Button = z.object({ channel: z.string().regex(/^D[A-Z0-9]{1,30}$/) });

/** An open App Home is looked at this often, and for so long after it was opened: Slack does not say when it is closed. */
const PAUSE_MS = 20_000;
const OPEN_MS = 15 * 60_000;
/** Of this many people; the one who opened it first is no longer followed. */
const MOST_OPEN = 50;

/** The App Homes of people, published when they are opened, and again when what they show changes. */
export interface Homes {
  open(payload: HomePayload): Promise<void>;
  /** Ends the looks. */
  stop(): void;
}

interface Opened {
  payload: HomePayload;
  /** Milliseconds of the machine. */
  until: number;
  /** What was published last, without times. */
  shown: string;
}

export function createHomes(inbound: Inbound): Homes {
  const opened = new Map<string, Opened>();
  const stopping = new AbortController();
  const machine = () => inbound.clock.machine().getTime();
  let isLooking = false;

  async function look(): Promise<void> {
    isLooking = true;
    while (opened.size > 0) {
      await inbound.clock.wait(PAUSE_MS, stopping.signal);
      if (stopping.signal.aborted) break;
      for (const [user, one] of opened) if (one.until < machine()) opened.delete(user);
      const home = once(() => inbound.app.useCases.home());
      for (const one of opened.values()) one.shown = await publish(inbound, one, home);
    }
    isLooking = false;
  }

  return {
    open: async (payload) => {
      const { user, tab } = payload.event;
      if (tab !== 'home') return;
      const shown = await publish(inbound, { payload, shown: '' }, () => inbound.app.useCases.home());
      opened.delete(user);
      opened.set(user, { payload, shown, until: machine() + OPEN_MS });
      const [oldest] = opened.keys();
      if (opened.size > MOST_OPEN && oldest !== undefined) opened.delete(oldest);
      if (!isLooking && !stopping.signal.aborted)
        void look().catch((error: unknown) => {
          isLooking = false;
          inbound.telemetry.warn('App Home is not followed', {
            problem: normalise(error, 'home').facts.problem,
          });
        });
    },
    stop: () => stopping.abort(),
  };
}

/** All people of one look see the same. */
function once(read: () => Promise<Home>): () => Promise<Home> {
  let found: Promise<Home> | undefined;
  return () => (found ??= read());
}

/** Publishes it unless nothing but times has changed. Returns what is published now. */
async function publish(
  inbound: Inbound,
  { payload, shown }: Pick<Opened, 'payload' | 'shown'>,
  read: () => Promise<Home>,
): Promise<string> {
  const { user, channel } = payload.event;
  const { app } = inbound;
  const caller = app.callerFromChat({ user, team: payload.team_id });
  const help = await app.ask({ words: 'help', who: () => caller, place: { is: 'slack', channel } }).answer;
  let home: Home = { messages: [], cards: [] };
  const mayRead = app.may(await caller, 'read') === null;
  const last = !mayRead
    ? help
    : await app.guarded('home', async () => {
        home = await read();
        return help;
      });
  const may = app.may(await caller, 'roll-back') === null;
  const place = { is: 'slack', channel } as const;
  const choice = mayRead ? await app.ask({ words: 'messages', who: () => caller, place }).answer : null;
  const next = JSON.stringify([home, last, may, choice], (name, value: unknown) =>
    name === 'at' ? null : value,
  );
  if (next === shown) return shown;
  const drawn = (message: Home['messages'][number]) => [
    ...renderMessage(message, { now: inbound.clock.now() }).blocks,
    divider(),
  ];
  const { url } = await inbound.calls.identity();
  const blocks = [
    ...home.messages.flatMap(drawn),
    ...(url === null ? [] : cardLinks(home.cards, url)),
    ...(choice === null
      ? []
      : choiceBlocks(renderMessage(choice, { now: inbound.clock.now() }).blocks, { channel })),
    ...drawn(last),
  ];
  const view = homeView(blocks, may ? { channel } : null);
  await inbound.calls.call('views.publish', { user_id: user, view });
  return next;
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

/** App Home's choice about direct messages: the same as `/navi messages on` or `off`, answered privately. */
export async function handleHomeChoice(inbound: Inbound, payload: ActionPayload): Promise<void> {
  const { action_id: name = '', value } = payload.actions[0] ?? {};
  const button = readJson(Button, value);
  const words = HOME_CHOICES[name];
  const { id: account } = payload.user;
  if (button === undefined || words === undefined)
    return inbound.telemetry.warn('a button of App Home was not ours', { account });
  const place = { is: 'slack', channel: button.channel } as const;
  const who = () => inbound.app.callerFromChat({ user: account, team: teamOf(payload) });
  await answerPrivately(
    inbound,
    { account, channel: button.channel, thread: undefined, responseUrl: payload.response_url },
    await inbound.app.ask({ words, who, place }).answer,
  );
}
