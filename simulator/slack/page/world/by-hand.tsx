import { useState } from 'preact/hooks';
import { KINDS, TARGETS } from './presets.ts';
import { useBreak } from './trouble.ts';

/** Breaks any call of any service, in any of the ways there are. */
export function ByHand() {
  const breakIt = useBreak();
  const [target, setTarget] = useState('slack');
  const submit = (event: Event & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const method = String(given.get('method') || '*');
    const times = Number(given.get('times')) || 1;
    void breakIt({ faults: [{ target, method, kind: String(given.get('kind')), times }] });
  };
  return (
    <details class="by-hand" data-testid="by-hand">
      <summary>Break a call by hand</summary>
      <form onSubmit={submit}>
        <label>
          Neighbour
          <select name="target" value={target} onChange={(event) => setTarget(event.currentTarget.value)}>
            {Object.keys(TARGETS).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <Call names={TARGETS[target] ?? []} />
        <label>
          It
          <select name="kind">
            {KINDS.map(({ kind, says }) => (
              <option key={kind} value={kind}>
                {says}
              </option>
            ))}
          </select>
        </label>
        <label>
          Times
          <input name="times" type="number" min="1" max="1000" value="1" />
        </label>
        <button type="submit" class="button danger">
          Break it
        </button>
      </form>
    </details>
  );
}

function Call({ names }: { names: string[] }) {
  return (
    <label>
      Call
      <input name="method" list="fault-calls" placeholder="* (every call)" autocomplete="off" />
      <datalist id="fault-calls">
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </label>
  );
}
