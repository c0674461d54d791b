import { act } from '../api.ts';
import { Icon } from '../icons.tsx';
import { usePart } from '../store.ts';
import { useSync } from '../sync.ts';
import { ByHand } from './by-hand.tsx';
import { Pace } from './pace.tsx';
import { KINDS, PRESETS } from './presets.ts';
import { WorldSection } from './section.tsx';
import { useBreak } from './trouble.ts';

/** Switches that break neighbours, and how fast the world is. */
export function FaultsAndPace() {
  const count = usePart((state) => state.faults.length);
  return (
    <WorldSection
      id="faults"
      title="Faults & pace"
      icon="bolt"
      open={false}
      aside={count > 0 ? `${count} waiting` : ''}
    >
      <Presets />
      <ByHand />
      <Active />
      <Pace />
    </WorldSection>
  );
}

function Presets() {
  const breakIt = useBreak();
  const services = usePart((state) => state.world?.services);
  const known = PRESETS.filter(({ needs }) => needs === 'slack' || services?.[needs] !== undefined);
  return (
    <div class="presets" data-testid="presets">
      {known.map((preset) => (
        <button
          key={preset.name}
          type="button"
          class="preset"
          onClick={() => void breakIt(preset, `${preset.name}: ${preset.says}.`)}
        >
          <strong>{preset.name}</strong>
          <span class="soft">{preset.says}</span>
        </button>
      ))}
    </div>
  );
}

function Active() {
  const faults = usePart((state) => state.faults);
  const sync = useSync();
  if (faults.length === 0) return <p class="soft none">Nothing is broken.</p>;
  return (
    <div class="active-faults" data-testid="active-faults">
      <ul>
        {faults.map((fault, at) => (
          <li key={at}>
            <Icon name="bolt" />
            <span>
              {fault.target} <code>{fault.method}</code> {sayOf(fault.kind)}
            </span>
            <span class="soft">×{fault.times}</span>
          </li>
        ))}
      </ul>
      <button type="button" class="button" onClick={() => void act.clearFaults().then(() => sync.faults())}>
        Mend everything
      </button>
    </div>
  );
}

function sayOf(kind: string): string {
  return KINDS.find((each) => each.kind === kind)?.says ?? kind;
}
