import { act } from '../api.ts';
import { Icon } from '../icons.tsx';
import { useNotify } from '../notices.tsx';
import { BucketView } from './bucket.tsx';
import { Clock, ClockSign, MovedTime } from './clock.tsx';
import { FaultsAndPace } from './faults.tsx';
import { Repository } from './github.tsx';
import { HashChip } from './hash.tsx';
import { Mailboxes } from './mailboxes.tsx';
import { Registry } from './npm.tsx';
import { Pager } from './pager.tsx';
import { Plug, PlugSign } from './plug.tsx';
import { Probes, usePointers } from './probes.tsx';
import { Visitors } from './visitors.tsx';

interface PanelProps {
  /** Folded to a narrow rail that still shows what the probes see. */
  folded: boolean;
  /** Drawn over the messages instead of beside them. */
  drawer: boolean;
  onFold: (folded: boolean) => void;
}

/** What is true outside Slack. */
export function WorldPanel({ folded, drawer, onFold }: PanelProps) {
  if (folded) return <Rail onOpen={() => onFold(false)} />;
  return (
    <aside
      class={drawer ? 'world drawer' : 'world'}
      aria-label="Simulated services"
      data-testid="world-panel"
      data-folded="false"
    >
      <header class="world-head">
        <h2>Simulated services</h2>
        <MovedTime />
        <button
          type="button"
          class="bare"
          aria-label="Fold the world panel"
          aria-expanded={true}
          data-testid="world-toggle"
          onClick={() => onFold(true)}
        >
          <Icon name="panel" size={18} />
        </button>
      </header>
      <div class="world-scroll">
        <Probes />
        <Clock />
        <Visitors />
        <Pager />
        <Mailboxes />
        <Plug />
        <Repository />
        <Registry />
        <FaultsAndPace />
        <BucketView />
        <StartOver />
      </div>
    </aside>
  );
}

function Rail({ onOpen }: { onOpen: () => void }) {
  const probes = usePointers();
  return (
    <aside class="rail" aria-label="Simulated services, folded" data-testid="world-panel" data-folded="true">
      <button
        type="button"
        class="bare"
        aria-label="Open the world panel"
        aria-expanded={false}
        data-testid="world-toggle"
        onClick={onOpen}
      >
        <Icon name="panel" size={18} />
      </button>
      {probes.map(({ name, pointers }) => {
        const first = pointers[0];
        return (
          <span
            key={name}
            class="rail-probe"
            title={`${name}: ${first?.says ?? 'not asked yet'}`}
            data-testid={`probe-${name}`}
            data-sha384={first?.sha384 ?? ''}
            data-version={first?.says ?? ''}
          >
            {first !== undefined && <HashChip sha384={first.sha384} small />}
          </span>
        );
      })}
      <ClockSign />
      <PlugSign />
    </aside>
  );
}

function StartOver() {
  const notify = useNotify();
  const reset = async () => {
    const answer = await act.reset();
    if (answer.ok) location.reload();
    else notify.failed(answer.error);
  };
  return (
    <details class="start-over">
      <summary>Start over</summary>
      <p class="soft">Puts the whole simulated world back to its beginning, Navi’s own store included.</p>
      <button type="button" class="button danger" onClick={() => void reset()}>
        Reset the world
      </button>
    </details>
  );
}
