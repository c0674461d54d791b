import { useState } from 'preact/hooks';
import { act } from '../api.ts';
import { useNotify } from '../notices.tsx';
import { usePart } from '../store.ts';
import { useSync } from '../sync.ts';

const SLIDERS: { key: string; words: string; most: number; step: number; unit: string }[] = [
  { key: 'purgeSeconds', words: 'A purge takes', most: 60, step: 1, unit: 's' },
  { key: 'edgeSeconds', words: 'Probes notice after', most: 120, step: 1, unit: 's' },
  { key: 'npmLagSeconds', words: 'npm lags by', most: 120, step: 1, unit: 's' },
  { key: 'stepSeconds', words: 'A simulated step takes', most: 10, step: 0.5, unit: 's' },
  { key: 'latencyMs', words: 'Slack’s latency', most: 3000, step: 50, unit: 'ms' },
];

/** How fast the world is. */
export function Pace() {
  const pace = usePart((state) => state.pace);
  const sync = useSync();
  const notify = useNotify();
  const change = async (to: Record<string, unknown>) => {
    const answer = await act.pace(to);
    if (!answer.ok) notify.failed(answer.error);
    sync.pace();
  };
  const workflow = pace['workflow'];
  return (
    <div class="pace" data-testid="pace">
      <h4>Pace</h4>
      {SLIDERS.map((slider) => (
        <Slider
          key={slider.key}
          of={slider}
          value={pace[slider.key]}
          onChange={(value) => void change({ [slider.key]: value })}
        />
      ))}
      <fieldset class="segmented">
        <legend>Workflow runs</legend>
        {['real', 'canned'].map((kind) => (
          <label key={kind}>
            <input
              type="radio"
              name="workflow"
              checked={workflow === kind}
              onChange={() => void change({ workflow: kind })}
            />
            {kind === 'real' ? 'real' : 'simulated'}
          </label>
        ))}
      </fieldset>
    </div>
  );
}

interface SliderProps {
  of: (typeof SLIDERS)[number];
  value: unknown;
  onChange: (value: number) => void;
}

export function Slider({ of, value, onChange }: SliderProps) {
  const [dragged, setDragged] = useState<number | undefined>(undefined);
  const kept = typeof value === 'number' ? value : undefined;
  const shown = dragged ?? kept;
  return (
    <label class="slider">
      <span>{of.words}</span>
      <output>{shown === undefined ? 'default' : `${shown} ${of.unit}`}</output>
      <input
        type="range"
        aria-label={of.words}
        min={0}
        max={of.most}
        step={of.step}
        value={shown ?? 0}
        style={{ '--filled': `${((shown ?? 0) / of.most) * 100}%` }}
        onInput={(event) => setDragged(Number(event.currentTarget.value))}
        onChange={(event) => {
          setDragged(undefined);
          onChange(Number(event.currentTarget.value));
        }}
      />
    </label>
  );
}
