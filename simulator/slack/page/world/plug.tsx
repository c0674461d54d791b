import { useState } from 'preact/hooks';
import { act } from '../api.ts';
import { Icon, Spinner } from '../icons.tsx';
import { useNotify } from '../notices.tsx';
import { usePart } from '../store.ts';
import { useSync } from '../sync.ts';
import { WorldSection } from './section.tsx';

const STATES: Record<string, { words: string; tone: string }> = {
  running: { words: 'Running', tone: 'good' },
  starting: { words: 'Starting', tone: 'info' },
  stopped: { words: 'Stopped', tone: 'bad' },
  'by-hand': { words: 'Started by hand', tone: 'soft' },
};

type Do = 'kill' | 'start' | 'stop';

function useNaviState(): string {
  return usePart((state) => state.world?.navi.state ?? '');
}

/** Navi's own process: pull the plug, plug it in again. */
export function Plug() {
  const state = useNaviState();
  const pid = usePart((all) => all.world?.navi.pid);
  const { words, tone } = STATES[state] ?? { words: state === '' ? 'Checking…' : state, tone: 'soft' };
  return (
    <WorldSection id="plug" title="Navi process" icon="plug" aside={words}>
      <div class="plug" data-testid="plug">
        <div class={`navi-state tone-${tone}`} data-testid="navi-state" data-state={state} aria-live="polite">
          <span class={`presence ${state}`} />
          {words}
          {pid !== undefined && pid !== null && <span class="soft"> pid {pid}</span>}
        </div>
        {state === 'by-hand' ? (
          <p class="soft">This Navi was started by hand: stop and start it in your own terminal.</p>
        ) : (
          <PlugButtons stopped={state === 'stopped'} />
        )}
        <p class="hint">
          Kill is <code>kill -9</code>; Stop lets Navi end its step first.
        </p>
      </div>
    </WorldSection>
  );
}

const BUTTONS: { what: Do; words: string; kind: string }[] = [
  { what: 'kill', words: 'Kill (SIGKILL)', kind: 'danger' },
  { what: 'start', words: 'Start', kind: 'primary' },
  { what: 'stop', words: 'Stop', kind: '' },
];

function PlugButtons({ stopped }: { stopped: boolean }) {
  const sync = useSync();
  const notify = useNotify();
  const [busy, setBusy] = useState<Do | undefined>(undefined);
  const run = async (what: Do) => {
    setBusy(what);
    const answer = await act.navi(what);
    setBusy(undefined);
    if (!answer.ok) notify.failed(answer.error);
    sync.again({ what: 'navi' });
  };
  return (
    <div class="row">
      {BUTTONS.map(({ what, words, kind }) => (
        <button
          key={what}
          type="button"
          class={`button ${kind}`}
          data-do={what}
          disabled={stopped !== (what === 'start')}
          aria-busy={busy === what}
          onClick={() => void run(what)}
        >
          {busy === what && <Spinner />} {words}
        </button>
      ))}
    </div>
  );
}

/** Whether Navi is there, as a dot beside its name. */
export function PlugDot() {
  const state = useNaviState();
  const label = STATES[state]?.words ?? '';
  return <span class={`presence ${state}`} role="img" aria-label={`Navi: ${label}`} title={label} />;
}

/** The plug without words, for the folded panel. */
export function PlugSign() {
  const state = useNaviState();
  return (
    <span
      class={`rail-plug tone-${STATES[state]?.tone ?? 'soft'}`}
      title={`Navi: ${STATES[state]?.words ?? ''}`}
    >
      <Icon name="plug" size={18} />
    </span>
  );
}
