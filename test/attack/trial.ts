import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../simulator/kernel/free-port.ts';
import { type Clone, openClone } from '../bench/next-version.ts';
import { writeConfig } from '../harness/crash/config.ts';
import { askFor, decide, typesAndHears } from '../harness/crash/people.ts';
import type { OnceWorld } from '../harness/crash/world.ts';
import { navi as runTerminal } from '../harness/process/cli.ts';
import { createNavi, type NaviCode, type NaviProcess } from '../harness/process/plugged.ts';
import {
  readStore,
  type SeenOperation,
  type StorePlace,
  type StoreReader,
} from '../harness/store/store-reader.ts';
import { orNot, until } from '../harness/until.ts';
import { type House, openHouse } from '../harness/world/house.ts';
import { readServices } from '../harness/world/services.ts';
import { faultsOfEffects } from './effects.ts';

/** How long people keep trying, and how long an operation may take under an attack. Milliseconds. */
const PATIENCE_MS = 300_000;
const DONE_MS = 300_000;
/** The end is read again until nothing is under way; then these must be equal. */
const SETTLE_MS = 60_000;

export interface TrialOptions {
  /** Another store than the folder of the world, and how many processes share it. */
  place?: StorePlace;
  replicas?: number;
  variables?: Readonly<Record<string, string>>;
  pace?: Readonly<Record<string, number | string | boolean>>;
  deadlines?: Readonly<Record<string, string>>;
  /** The code of another version that Navi starts with, and its configuration. */
  version?: NaviCode['version'];
}

/** A simulated world and Navi in it, while something is done to them. */
export interface Trial {
  house: House;
  world: OnceWorld;
  place: StorePlace;
  reader: StoreReader;
  processes: NaviProcess[];
  /** What each process knows the world by, but for its port. */
  variables: Readonly<Record<string, string>>;
  /** Prepares the next patch on the default branch. */
  clone: Clone;
  secret: string;
  close(): Promise<void>;
}

export async function openTrial({
  place: given,
  replicas = 1,
  variables: own,
  pace,
  deadlines,
  version,
}: TrialOptions = {}): Promise<Trial> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-attack-'));
  const config = writeConfig(dir, deadlines, version && join(version.folder, 'navi.config.yaml'));
  const place = given ?? { dir: join(dir, 'store') };
  const store = 'dir' in place ? { NAVI_DATA_DIR: place.dir } : { DATABASE_URL: place.url };
  const variables = { NAVI_CONFIG: config, LOG_LEVEL: 'warn', ...store, ...own };
  const still = { workflow: 'canned', rateLimits: false, objectRateLimit: false, edgeSeconds: 0.2, ...pace };
  const house = await openHouse({ variables, pace: still, ...(version && { version }) });
  const processes: NaviProcess[] = [house.navi];
  const close = async () => {
    await Promise.all(processes.map(({ plug }) => plug.close()));
    await house.close();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    for (let replica = 1; replica < replicas; replica += 1) {
      const port = String(await freePort());
      const other = createNavi(
        { ...house.world.variables, ...variables, PORT: port },
        version && { version },
      );
      processes.push(other);
      await other.start();
    }
    const world = worldOf(house);
    const clone = await openClone(world.repository);
    return {
      house,
      world,
      place,
      reader: readStore(place),
      processes,
      variables: { ...house.world.variables, ...variables },
      clone,
      secret: house.world.variables['NAVI_JOURNAL_KEY'] ?? '',
      close: async () => {
        await clone.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The same control doors, for people who try again where nobody answers. */
function worldOf({ world }: House): OnceWorld {
  const ask = async (call: string, service: string, init: RequestInit) => {
    const url = Object.entries(world.urls).find(([name]) => name === service)?.[1];
    const answer = await fetch(`${url}/_control/${call}`, init);
    if (!answer.ok) throw new Error(`${call}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const headers = { connection: 'close', 'content-type': 'application/json' };
  return {
    ...readServices(world.urls),
    urls: Object.fromEntries(Object.entries(world.urls)),
    repository: world.seeded?.repository ?? '',
    variables: world.variables,
    tell: (call, body, service = 'slack') =>
      ask(call, service, { method: 'POST', headers, body: JSON.stringify(body) }),
    read: (call, service = 'slack') => ask(call, service, { headers }),
    reset: async () => undefined,
    close: async () => undefined,
  };
}

/** Has v1.2.0 or a later version released, whatever is done to Navi meanwhile. */
export async function releaseIn(trial: Trial, version: string): Promise<SeenOperation> {
  await approveIn(trial, version);
  return untilDone(trial, 'release', version);
}

/** Has a person ask for it, and another approve it. */
export async function approveIn(trial: Trial, version: string): Promise<void> {
  const { world } = trial;
  const mine = async () => (await operationsOf(trial, 'release')).filter((one) => versionOf(one) === version);
  const isKept = async () => (await mine()).some(({ state }) => state.is === 'awaiting-approval');
  await askFor(world, { version: `v${version}`, isKept }, PATIENCE_MS);
  const isTaken = async () =>
    (await mine()).some(({ state }) => !['awaiting-approval', 'replaced'].includes(state.is));
  await decide(world, { user: 'U0BEN', decision: 'approve', isTaken }, PATIENCE_MS);
}

/** Has what is live taken back to `version` from a terminal at Navi's machine. */
export async function rollBackIn(trial: Trial, version: string): Promise<SeenOperation> {
  const mine = async () =>
    (await operationsOf(trial, 'rollback')).filter((one) => versionOf(one) === version);
  const words = `rollback v${version} --reason "an attack" --yes`;
  await until(
    'the rollback to be saved',
    async () => {
      if ((await mine()).length > 0) return true;
      await commandIn(trial, words);
      return undefined;
    },
    PATIENCE_MS,
  );
  return untilDone(trial, 'rollback', version);
}

/** Waits for an alert, and has a person put back what was recorded. */
export async function putBackIn(trial: Trial, version: string): Promise<SeenOperation> {
  const before = new Set((await operationsOf(trial, 'put-back')).map(({ id }) => id));
  const isMine = ({ id }: SeenOperation) => !before.has(id);
  const mine = async () => (await operationsOf(trial, 'put-back')).filter(isMine);
  const isTaken = async () => (await mine()).length > 0;
  await decide(trial.world, { user: 'U0CLEO', decision: 'put-back', isTaken }, PATIENCE_MS);
  return untilDone(trial, 'put-back', version, isMine);
}

/** Types a slash command until Slack brings it to a process, and waits for the private answer. */
export async function typeIn({ world }: Trial, user: string, text: string): Promise<void> {
  await until(
    `an answer to ${text}`,
    async () => {
      await typesAndHears(world, user, text);
      return true;
    },
    PATIENCE_MS,
  );
}

/** One command line through the web door of each process in turn; no answer is nobody's mistake. */
async function commandIn({ processes }: Trial, words: string): Promise<void> {
  for (const { url } of processes) {
    const answer = await fetch(`${url}/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-navi-client': '1' },
      body: JSON.stringify({ words }),
      signal: AbortSignal.timeout(10_000),
    }).catch(() => undefined);
    if (answer?.status === 200) return;
  }
  await pause(500);
}

/** The store may be away, or locked for a moment: that is no answer. */
async function operationsOf({ reader }: Trial, kind: string): Promise<SeenOperation[]> {
  return (await reader.operations().catch(() => [])).filter((one) => one.kind === kind);
}

function versionOf(operation: SeenOperation): string {
  const { plan } = operation;
  const content = typeof plan === 'object' && plan !== null && 'content' in plan ? plan.content : undefined;
  const version =
    typeof content === 'object' && content !== null && 'version' in content ? content.version : '';
  return String(version);
}

/** Waits for the end of the operation; throws when it stops. */
export async function untilDone(
  trial: Trial,
  kind: string,
  version: string,
  isMine: (operation: SeenOperation) => boolean = () => true,
): Promise<SeenOperation> {
  return until(
    `the ${kind} of ${version} to be done`,
    async () => {
      const found = await operationsOf(trial, kind);
      const mine = found.filter((one) => versionOf(one) === version && isMine(one));
      const stopped = mine.find(({ state }) => state.is === 'stopped');
      if (stopped !== undefined) throw new Error(`it stopped: ${JSON.stringify(stopped.state)}`);
      return mine.find(({ state }) => state.is === 'done');
    },
    DONE_MS,
  );
}

/** When all is quiet: what is not there exactly once, and whether the terminal calls the journal whole. */
export async function troubleAfter(trial: Trial, expected: Parameters<typeof faultsOfEffects>[1]) {
  const isQuiet = async () =>
    (await trial.reader.waitingPosts().catch(() => 1)) === 0 && trial.processes.every(isRunning);
  await until('the last message', async () => (await isQuiet()) || undefined, SETTLE_MS);
  const faults = await faultsOfEffects(trial, expected);
  const verified = await runTerminal(trial.processes[0]?.url ?? '', ['audit', 'verify']);
  if (verified.code !== 0)
    faults.push(`audit verify ends with ${verified.code}: ${verified.out}${verified.err}`);
  // The store is tried every ten seconds only.
  const ready = await orNot(async () => (await areReady(trial)) || undefined, SETTLE_MS);
  if (ready === undefined) faults.push('a process is not ready');
  return faults.length === 0 ? null : faults.join('; ');
}

function isRunning({ plug }: NaviProcess): boolean {
  return plug.state().state === 'running';
}

async function areReady({ processes }: Trial): Promise<boolean> {
  const answers = await Promise.all(processes.map(async ({ url }) => (await fetch(`${url}/readyz`)).text()));
  return answers.every((answer) => answer === 'ready');
}
