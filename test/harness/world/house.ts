import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorld, type World } from '../../../simulator/world.ts';
import { createNavi, type NaviCode, type NaviProcess } from '../process/plugged.ts';
import { until } from '../until.ts';
import { readServices, type Services } from './services.ts';
import { openSlackDoor, type SlackDoor } from './slack-door.ts';

/** A world in this process and Navi in it as a process of its own, driven as people drive it. */
export interface House extends SlackDoor, Services {
  world: World;
  navi: NaviProcess;
  /** Where the page is. */
  page: string;
  startNavi(): Promise<void>;
  killNavi(): Promise<void>;
  /** Has a person decide by the card's button and the modal that it opens. */
  approve(user: string): Promise<void>;
  /** Asks for the release and waits for its card. */
  request(user: string, version: string): Promise<void>;
  /** Waits until the newest card says so. */
  cardSays(words: RegExp, deadlineMs?: number): Promise<void>;
  close(): Promise<void>;
}

export interface HouseOptions extends NaviCode {
  pace?: Readonly<Record<string, number | string | boolean>>;
  /** Beside the world's variables, or in their stead. */
  variables?: Readonly<Record<string, string>>;
  /** Runs when the world stands and Navi does not yet. */
  prepare?: (world: World) => Promise<void>;
}

/** A world in which nothing is waited for longer than it must. */
const FAST = { npmLagSeconds: 0, purgeSeconds: 0.3, edgeSeconds: 0.5, stepSeconds: 0 };
/** A run on a busy machine takes its time. */
const RELEASE_MS = 120_000;

export async function openHouse({ pace, variables, prepare, ...code }: HouseOptions = {}): Promise<House> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-e2e-'));
  let navi: NaviProcess | undefined;
  const world = await startWorld({
    dir,
    keep: false,
    pace: { ...FAST, ...pace },
    naviPlug: {
      do: async (action) => navi?.plug.do(action),
      state: () => navi?.plug.state() ?? { state: 'stopped' },
    },
  });
  const close = async () => {
    await navi?.plug.close();
    await world.close();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await prepare?.(world);
    navi = createNavi({ ...world.variables, ...variables }, code);
    await navi.start();
    return houseOf(world, navi, close);
  } catch (error) {
    await close();
    throw error;
  }
}

function houseOf(world: World, navi: NaviProcess, close: () => Promise<void>): House {
  const page = world.urls.slack ?? '';
  const door = openSlackDoor(page);
  return {
    ...door,
    ...readServices(world.urls),
    world,
    navi,
    page,
    startNavi: () => navi.start(),
    killNavi: () => navi.kill(),
    approve: async (user) => {
      const modal = await door.clickForModal(user, 'approve');
      const answer = await door.submit(user, modal);
      if (!answer.ok) throw new Error(`the approval: ${answer.error}`);
    },
    request: async (user, version) => {
      const before = (await door.cards()).length;
      const { text } = await door.answerTo(user, `release ${version}`);
      if (!text.includes('Plan posted')) throw new Error(`/navi release ${version} was answered: ${text}`);
      await until(`the card of ${version}`, async () => (await door.cards()).length > before);
    },
    cardSays: (words, deadlineMs = RELEASE_MS) =>
      until(`the card says ${words}`, async () => words.test((await door.card()).text), deadlineMs).then(
        () => undefined,
        async (error: unknown) => {
          throw new Error(`It says: ${(await door.card()).text}\n${navi.log().slice(-15).join('\n')}`, {
            cause: error,
          });
        },
      ),
    close,
  };
}
