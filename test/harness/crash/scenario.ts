import type { StorePlace, StoreReader } from '../store/store-reader.ts';
import { Hopeless, until } from '../until.ts';
import type { Recorder } from './recorder.ts';
import type { OnceWorld } from './world.ts';

/** Where a scenario plays: the world, Navi's store, and what Navi has sent. */
export interface Stage {
  world: OnceWorld;
  reader: StoreReader;
  place: StorePlace;
  /** The journal's key. */
  secret: string;
  /** Of each process that plays; what was sent while it was prepared is not in them. */
  recorders: readonly Recorder[];
}

/** A request to Navi, and what must be true when it is done, after any events in between. */
export interface Scenario {
  /** What has to have happened before, by a Navi that does not die. */
  prepare?(stage: Stage): Promise<void>;
  /** Acts as people do: asks, decides, and tries again without an answer. Throws when that leads nowhere. */
  begin(stage: Stage): Promise<void>;
  /** Whether everything has been done and told. Throws `Hopeless` when it never will be. */
  isDone(stage: Stage): Promise<boolean>;
  /** Counts at the services, when no Navi runs any more. */
  check(stage: Stage): Promise<void>;
}

/** How long an operation may take on a busy machine, several deaths and the waits for their leases included. */
const DONE_MS = 400_000;

/** A dead Navi's store is not looked into: the next one has to find it as it was left. */
export async function untilDone(
  { isDone }: Pick<Scenario, 'isDone'>,
  stage: Stage,
  isServing: () => boolean = () => true,
): Promise<void> {
  const ask = async () => (isServing() && (await isDone(stage))) || undefined;
  await until('the operation to be done', ask, DONE_MS);
}

/** Nothing is open, and nothing is left to be said. Throws when something has stopped, or nothing was ever asked. */
export async function isAtRest({ reader }: Stage): Promise<boolean> {
  const operations = await reader.operations();
  const stopped = operations.find(({ state }) => state.is === 'stopped');
  if (stopped !== undefined) throw new Hopeless(`stopped: ${JSON.stringify(stopped.state)}`);
  if (operations.length === 0) throw new Hopeless('the operation is lost');
  const isOpen = operations.some(({ state }) => ['awaiting-approval', 'running'].includes(state.is));
  return !isOpen && (await reader.waitingPosts()) === 0;
}
