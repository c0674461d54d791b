import { useEffect, useState } from 'preact/hooks';
import { Banner } from './banner.tsx';
import { Announcer } from './chat/announcer.tsx';
import { ChannelPane } from './chat/channel.tsx';
import { HomePane, Modals } from './chat/modal.tsx';
import { Sidebar } from './chat/sidebar.tsx';
import { Switcher } from './chat/switcher.tsx';
import { ThreadPane } from './chat/thread.tsx';
import { useEscape } from './escape.ts';
import { Notices } from './notices.tsx';
import { HOME, usePart } from './store.ts';
import { WorldPanel } from './world/panel.tsx';

/** Wide enough for all columns at once; wide enough for the panel when no thread is open. */
const WIDE = '(min-width: 1500px)';
const MIDDLE = '(min-width: 1180px)';

/** The whole page. */
export function App() {
  const place = usePart((state) => state.place);
  const thread = usePart((state) => state.thread);
  const loaded = usePart((state) => state.workspace !== undefined);
  const wide = useMedia(WIDE);
  const middle = useMedia(MIDDLE);
  const fits = wide || (middle && thread === undefined);
  const [folded, setFolded] = useState(() => localStorage.getItem('world-folded') === 'true');
  const [drawn, setDrawn] = useState(false);
  useSlash();
  useEscape(drawn, () => setDrawn(false));

  const fold = (to: boolean) => {
    // The button that was pressed goes away; the one that takes it back has the focus next.
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>('[data-testid=world-toggle]')?.focus({ preventScroll: true }),
    );
    if (!fits) return setDrawn(!to);
    localStorage.setItem('world-folded', String(to));
    setFolded(to);
  };
  const inThread = thread !== undefined && place !== HOME;
  return (
    <div class="page">
      <Banner />
      <div class={inThread ? 'app with-thread' : 'app'}>
        <Sidebar />
        {place === HOME ? <HomePane /> : loaded ? <ChannelPane id={place} /> : <main class="pane" />}
        {inThread && <ThreadPane channel={place} ts={thread} />}
        <WorldPanel folded={fits ? folded : !drawn} drawer={!fits && drawn} onFold={fold} />
      </div>
      <Notices />
      <Modals />
      <Switcher />
      <Announcer />
    </div>
  );
}

function useMedia(query: string): boolean {
  const [fits, setFits] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const tell = () => setFits(media.matches);
    tell();
    media.addEventListener('change', tell);
    return () => media.removeEventListener('change', tell);
  }, [query]);
  return fits;
}

/** A slash, typed anywhere else than in a field, begins a command. */
function useSlash(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const at = event.target;
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (at instanceof HTMLElement && at.closest('input, textarea, select, dialog') !== null) return;
      document.querySelector<HTMLTextAreaElement>('[data-testid=composer]')?.focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
