import { render } from 'preact';
import { App } from './app.tsx';
import { applyRememberedLight } from './banner.tsx';
import { remembered } from './go.ts';
import { createStore, StoreContext } from './store.ts';
import { createSync, SyncContext } from './sync.ts';

/** Draws the page into the document and keeps it up to date. */
function start(root: HTMLElement): void {
  applyRememberedLight();
  const store = createStore(remembered());
  const sync = createSync(store);
  sync.start();
  render(
    <StoreContext.Provider value={store}>
      <SyncContext.Provider value={sync}>
        <App />
      </SyncContext.Provider>
    </StoreContext.Provider>,
    root,
  );
}

start(document.getElementById('root') ?? document.body);
