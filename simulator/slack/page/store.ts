import { createContext } from 'preact';
import { useContext, useLayoutEffect, useState } from 'preact/hooks';
import type { Ephemeral, Fault, Message, Pace, View, Workspace } from './schema.ts';
import type { World } from './world/schema.ts';

/** The place of the page's main column: a channel's id, or Navi's App Home. */
export type Place = string;
export const HOME: Place = 'home';

/** A short message to the person, removed after a while or when dismissed. */
export interface Notice {
  id: number;
  tone: 'info' | 'error';
  text: string;
  /** Offers to start Navi again. */
  offersPlug?: boolean;
}

/** Everything the page shows. */
export interface State {
  link: 'connecting' | 'live' | 'reconnecting';
  workspace: Workspace | undefined;
  me: string;
  place: Place;
  thread: string | undefined;
  messages: Record<string, Message[]>;
  read: Record<string, string>;
  ephemerals: Ephemeral[];
  dismissed: string[];
  modals: View[];
  home: View | undefined;
  world: World | undefined;
  faults: Fault[];
  pace: Pace;
  notices: Notice[];
}

type Change =
  | { is: 'set'; to: Partial<State> }
  | { is: 'messages'; channel: string; messages: Message[] }
  | { is: 'went'; place: Place }
  | { is: 'acted-as'; user: string }
  | { is: 'dismissed'; ts: string }
  | { is: 'notice'; notice: Notice }
  | { is: 'notice-gone'; id: number };

/** The page's one state; listeners are called at each change. */
export interface Store {
  get(): State;
  send(change: Change): void;
  subscribe(listener: () => void): () => void;
}

export function createStore(start: Pick<State, 'me' | 'place'>): Store {
  let state: State = { ...EMPTY, ...start };
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    send: (change) => {
      state = reduce(state, change);
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const EMPTY: State = {
  link: 'connecting',
  workspace: undefined,
  me: '',
  place: HOME,
  thread: undefined,
  messages: {},
  read: {},
  ephemerals: [],
  dismissed: [],
  modals: [],
  home: undefined,
  world: undefined,
  faults: [],
  pace: {},
  notices: [],
};

/** The next state; unchanged parts keep their identity, so that they are not drawn again. */
function reduce(state: State, change: Change): State {
  switch (change.is) {
    case 'set':
      return { ...state, ...keepSame(state, change.to) };
    case 'messages': {
      const kept = keepMessages(state.messages[change.channel] ?? [], change.messages);
      const messages = { ...state.messages, [change.channel]: kept };
      return withRead({ ...state, messages }, state.messages[change.channel] === undefined, change.channel);
    }
    case 'went':
      return withRead({ ...state, place: change.place, thread: undefined }, false, change.place);
    case 'acted-as':
      return { ...state, me: change.user, ephemerals: [], modals: [], home: undefined };
    case 'dismissed':
      return { ...state, dismissed: [...state.dismissed, change.ts] };
    case 'notice':
      return { ...state, notices: [...state.notices.slice(-2), change.notice] };
    case 'notice-gone':
      return { ...state, notices: state.notices.filter((notice) => notice.id !== change.id) };
  }
}

/** The newest message's time in a channel, thread replies included. */
export function newestIn(messages: Message[] | undefined): string {
  return (messages ?? []).reduce((newest, { ts }) => (Number(ts) > Number(newest) ? ts : newest), '0');
}

function withRead(state: State, firstTime: boolean, channel: string): State {
  if (!firstTime && state.place !== channel) return state;
  return { ...state, read: { ...state.read, [channel]: newestIn(state.messages[channel]) } };
}

function keepSame(state: State, to: Partial<State>): Partial<State> {
  const world = to.world === undefined ? undefined : keepServices(state.world, to.world);
  const workspace = to.workspace === undefined ? undefined : sameOr(state.workspace, to.workspace);
  return { ...to, ...(world && { world }), ...(workspace && { workspace }) };
}

function keepServices(before: World | undefined, after: World): World {
  const services = Object.entries(after.services).map(
    ([name, service]) => [name, sameOr(before?.services[name], service)] as const,
  );
  return {
    navi: sameOr(before?.navi, after.navi),
    clock: sameOr(before?.clock, after.clock),
    services: Object.fromEntries(services),
  };
}

function keepMessages(before: Message[], after: Message[]): Message[] {
  const known = new Map(before.map((message) => [message.ts, message]));
  const kept = after.map((message) => sameOr(known.get(message.ts), message));
  const same = kept.length === before.length && kept.every((message, at) => message === before[at]);
  return same ? before : kept;
}

function sameOr<T>(before: T | undefined, after: T): T {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(after) ? before : after;
}

export const StoreContext = createContext<Store | undefined>(undefined);

/** The store of this page. */
export function useStore(): Store {
  const store = useContext(StoreContext);
  if (store === undefined) throw new Error('drawn outside of the page');
  return store;
}

/** A part of the state; the component is drawn again only when that part changes. */
export function usePart<T>(pick: (state: State) => T): T {
  const store = useStore();
  const picked = pick(store.get());
  const [, redraw] = useState<unknown>(undefined);
  useLayoutEffect(() => {
    let last = pick(store.get());
    if (last !== picked) redraw({});
    return store.subscribe(() => {
      const next = pick(store.get());
      if (next === last) return;
      last = next;
      redraw({});
    });
  });
  return picked;
}
