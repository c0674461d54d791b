import { useMemo } from 'preact/hooks';
import { act } from './api.ts';
import { HOME, type Place, type Store, useStore } from './store.ts';
import { type Sync, useSync } from './sync.ts';

/** Moves the person: to a channel, into a thread, to another person's view. */
export interface Go {
  goTo(place: Place): void;
  actAs(user: string): void;
  openThread(ts: string): void;
  closeThread(): void;
}

export function useGo(): Go {
  const store = useStore();
  const sync = useSync();
  return useMemo(() => createGo(store, sync), [store, sync]);
}

function createGo(store: Store, sync: Sync): Go {
  const openHome = () => void act.home(store.get().me).then(() => again('views'));
  const again = (what: 'views' | 'ephemeral') => sync.again({ what, user: store.get().me });
  return {
    goTo: (place) => {
      store.send({ is: 'went', place });
      remember(store);
      if (place === HOME) openHome();
    },
    actAs: (user) => {
      store.send({ is: 'acted-as', user });
      remember(store);
      again('views');
      again('ephemeral');
      if (store.get().place === HOME) openHome();
    },
    openThread: (ts) => store.send({ is: 'set', to: { thread: ts } }),
    closeThread: () => store.send({ is: 'set', to: { thread: undefined } }),
  };
}

/** The present place, stored in the page's address, so that a reload or a second window opens there too. */
export function remembered(): { me: string; place: Place } {
  const at = new URLSearchParams(location.hash.slice(1));
  return { me: at.get('as') ?? '', place: at.get('in') ?? '' };
}

function remember(store: Store): void {
  const { me, place } = store.get();
  history.replaceState(null, '', `#${new URLSearchParams({ as: me, in: place })}`);
}
