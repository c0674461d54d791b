import { join } from 'node:path';
import type { Fault } from '../kernel/faults.ts';
import { type Kept, keptIn } from '../kernel/keep.ts';
import { createKernel } from '../kernel/kernel.ts';
import { createWorldClock, type WorldClock } from '../kernel/world-clock.ts';
import { addClicking } from './control/clicking.ts';
import type { Door } from './control/door.ts';
import { addHooks } from './control/hooks.ts';
import { addModals } from './control/modals.ts';
import { addReading, stateOf } from './control/reading.ts';
import { addSurroundings, type NaviPlug } from './control/surroundings.ts';
import { addTyping } from './control/typing.ts';
import { createDeliveries } from './delivery/deliver.ts';
import { createSockets } from './delivery/sockets.ts';
import { addPage } from './page.ts';
import { addResponseUrl } from './response-url.ts';
import { addChat } from './web-api/chat.ts';
import { addConversations } from './web-api/conversations.ts';
import type { Api } from './web-api/methods.ts';
import { addPeople } from './web-api/people.ts';
import { createRates } from './web-api/rates.ts';
import { addSession } from './web-api/session.ts';
import { addViews } from './web-api/views.ts';
import { seedWorld } from './world/seed.ts';
import type { World } from './world/shapes.ts';
import { createWorkspace, type RequestUrls, startingPace, type Workspace } from './world/workspace.ts';

export interface SlackOptions {
  /** 0, the default, picks a free port. */
  port?: number;
  /** The folder that stores the workspace between starts; without it every start is fresh. */
  dataDir?: string;
  /** The other simulated services by name, for the page's panel of services. */
  services?: () => Record<string, string>;
  /** Starts, stops and kills the bot's process; without it the bot was started by hand. */
  navi?: NaviPlug;
  /** HTTP mode: the address where the app takes requests. Without it the app connects by Socket Mode. */
  requestUrl?: RequestUrls;
  /** The world's time; default: a clock of its own. */
  clock?: WorldClock;
}

export interface SimulatedSlack {
  url: string;
  /** The address that a Slack client needs as `slackApiUrl`. */
  apiUrl: string;
  close(): Promise<void>;
}

const SAVE_AFTER_MS = 100;

/** Starts the simulated Slack: Web API, Socket Mode or HTTP mode, control calls and page on one address. */
export async function startSlack(options: SlackOptions = {}): Promise<SimulatedSlack> {
  const clock = options.clock ?? createWorldClock();
  const kept = keptIn<World>(options.dataDir === undefined ? undefined : join(options.dataDir, 'slack.json'));
  const pace = startingPace();
  const rates = createRates(clock.now);
  const services = options.services ?? (() => ({}));
  const kernel = createKernel({
    name: 'slack',
    clock,
    requestIdHeader: 'x-slack-req-id',
    state: () => stateOf({ workspace, sockets }),
    reset: () => {
      rates.clear();
      beginAgain(workspace);
    },
    pace,
    services,
    renderError,
    renderUnbuilt,
    ...(options.navi?.aroundReset === undefined ? {} : { aroundReset: options.navi.aroundReset }),
  });
  const workspace = createWorkspace({
    faults: kernel.faults,
    pace,
    kept: kept.read(),
    requestUrls: options.requestUrl,
    clock,
  });
  const saving = saveChanges(workspace, kept);
  const sockets = createSockets(workspace);
  const deliveries = createDeliveries(workspace, sockets);
  addMethods({ workspace, kernel, rates }, () => sockets.address());
  addResponseUrl(workspace, kernel);
  const around = addDoor({ workspace, kernel, deliveries, sockets }, { services, navi: options.navi, clock });
  addPage(kernel.app);
  const listening = await kernel.listen(options.port ?? 0);
  workspace.url = listening.url;
  sockets.attach(listening.server);
  const forget = clock.onMove(() => workspace.changed({ what: 'world' }));
  const end = async () => {
    forget();
    around.close();
    deliveries.close();
    await sockets.close();
    await listening.close();
    saving.close();
  };
  return { url: listening.url, apiUrl: `${listening.url}/api/`, close: end };
}

function beginAgain(workspace: Workspace): void {
  workspace.world = seedWorld();
  for (const { id } of workspace.world.channels) workspace.changed({ what: 'messages', channel: id });
  for (const { id } of workspace.world.people) {
    workspace.changed({ what: 'views', user: id });
    workspace.changed({ what: 'ephemeral', user: id });
  }
}

function addMethods(api: Api, openSocket: () => string): void {
  addSession(api, openSocket);
  addChat(api);
  addConversations(api);
  addPeople(api);
  addViews(api);
}

function addDoor(door: Door, around: Parameters<typeof addSurroundings>[1]): { close(): void } {
  addTyping(door);
  addClicking(door);
  addModals(door);
  addReading(door);
  addHooks(door);
  return addSurroundings(door, around);
}

/**
 * A call that a fault breaks, in Slack's form. A fault with Slack's own error code is answered as Slack answers a
 * refusal, with HTTP 200, unless it names a status.
 */
function renderError(fault: Fault, status: number): Response {
  const refused = fault.kind === 'error' && fault.error !== undefined && fault.status === 500;
  const error = fault.error ?? (status === 429 ? 'ratelimited' : 'internal_error');
  return Response.json({ ok: false, error }, { status: refused ? 200 : status });
}

/** Slack's own word for a method that it lacks; its client repeats every status but 200. */
function renderUnbuilt(what: string): Response {
  return Response.json({ ok: false, error: 'unknown_method', response_metadata: { messages: [what] } });
}

/** Writes the world to disk a moment after each change, and once more at the end. */
function saveChanges(workspace: Workspace, kept: Kept<World>): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  workspace.onChange(({ what }) => {
    if (what === 'world' || what === 'navi' || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      kept.write(workspace.world);
    }, SAVE_AFTER_MS);
  });
  return {
    close: () => {
      clearTimeout(timer);
      kept.write(workspace.world);
    },
  };
}
