import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { read } from './api.ts';
import { Change } from './schema.ts';
import { HOME, type Store } from './store.ts';

/** Keeps the store equal to the simulator: reads again what the stream reports as changed. */
export interface Sync {
  /** Reads something again now; several requests during a read become one more read. */
  again(change: Change): void;
  faults(): void;
  pace(): void;
  start(): void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;

export function createSync(store: Store): Sync {
  const once = oneAtATime();
  const again = (change: Change) => once(keyOf(change), () => readAgain(store, change));
  const sync: Sync = {
    again,
    faults: () => once('faults', () => readFaults(store)),
    pace: () => once('pace', () => readPace(store)),
    start: () => void listen({ store, sync, waitMs: FIRST_WAIT_MS }),
  };
  return sync;
}

export const SyncContext = createContext<Sync | undefined>(undefined);

/** The page's reader. */
export function useSync(): Sync {
  const sync = useContext(SyncContext);
  if (sync === undefined) throw new Error('drawn outside of the page');
  return sync;
}

function keyOf(change: Change): string {
  return Object.values(change).join(' ');
}

async function readAgain(store: Store, change: Change): Promise<void> {
  const { me } = store.get();
  switch (change.what) {
    case 'messages': {
      const messages = await read.messages(change.channel);
      const known = store.get().workspace?.channels.some(({ id }) => id === change.channel) ?? false;
      if (!known) store.send({ is: 'set', to: { workspace: await read.workspace() } });
      return store.send({ is: 'messages', channel: change.channel, messages });
    }
    case 'ephemeral': {
      if (change.user !== me) return;
      const ephemerals = await read.ephemerals(me);
      if (store.get().me === me) store.send({ is: 'set', to: { ephemerals } });
      return;
    }
    case 'views': {
      if (change.user !== me) return;
      const { modals, home } = await read.views(me);
      if (store.get().me === me) store.send({ is: 'set', to: { modals, home: home ?? undefined } });
      return;
    }
    case 'world':
    case 'navi':
      return store.send({ is: 'set', to: { world: await read.world() } });
  }
}

async function readFaults(store: Store): Promise<void> {
  const { faults, services } = await read.faults();
  const others = Object.entries(services).flatMap(([target, list]) =>
    (list ?? []).map((fault) => ({ ...fault, target })),
  );
  store.send({
    is: 'set',
    to: { faults: [...faults.map((fault) => ({ ...fault, target: fault.target ?? 'slack' })), ...others] },
  });
}

async function readPace(store: Store): Promise<void> {
  const { pace, services } = await read.pace();
  const others = Object.values(services).filter((each) => each !== undefined && each !== null);
  store.send({ is: 'set', to: { pace: Object.assign({}, ...others, pace) } });
}

async function readAll({ store, sync }: { store: Store; sync: Sync }): Promise<void> {
  const workspace = await read.workspace();
  const { me, place } = store.get();
  const people = workspace.users.filter((user) => !user.is_bot);
  const known = people.some((user) => user.id === me);
  const channel = (workspace.channels.find(({ id }) => id === place) ?? workspace.channels[0])?.id;
  store.send({
    is: 'set',
    to: {
      workspace,
      ...(!known && { me: people[0]?.id ?? '' }),
      ...(place !== HOME && channel !== undefined && { place: channel }),
    },
  });
  for (const each of workspace.channels) sync.again({ what: 'messages', channel: each.id });
  sync.again({ what: 'ephemeral', user: store.get().me });
  sync.again({ what: 'views', user: store.get().me });
  sync.again({ what: 'world' });
  sync.faults();
  sync.pace();
}

/** Opens the stream, and again after longer and longer waits; reads everything again each time. */
async function listen({ store, sync, waitMs }: { store: Store; sync: Sync; waitMs: number }): Promise<void> {
  const stream = new EventSource('/_control/stream');
  let wait = waitMs;
  let over = false;
  const lost = () => {
    if (over) return;
    over = true;
    stream.close();
    store.send({ is: 'set', to: { link: 'reconnecting' } });
    setTimeout(() => void listen({ store, sync, waitMs: Math.min(wait * 2, LONGEST_WAIT_MS) }), wait);
  };
  stream.addEventListener('open', () => {
    wait = FIRST_WAIT_MS;
    readAll({ store, sync }).then(() => store.send({ is: 'set', to: { link: 'live' } }), lost);
  });
  stream.addEventListener('error', lost);
  stream.addEventListener('change', (event) => {
    const change = Change.safeParse(parseJson(event.data));
    if (!change.success) return;
    sync.again(change.data);
    if (store.get().faults.length > 0) sync.faults();
  });
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Runs one task per key at a time; a request meanwhile makes it run once more afterwards. */
function oneAtATime(): (key: string, task: () => Promise<void>) => void {
  const running = new Set<string>();
  const asked = new Set<string>();
  const run = async (key: string, task: () => Promise<void>) => {
    if (running.has(key)) {
      asked.add(key);
      return;
    }
    running.add(key);
    await task().catch((error: unknown) => console.warn('could not be read again', key, error));
    running.delete(key);
    if (asked.delete(key)) await run(key, task);
  };
  return (key, task) => void run(key, task);
}
