import { useState } from 'preact/hooks';
import { act } from '../api.ts';
import { Icon, Spinner } from '../icons.tsx';
import { useNotify } from '../notices.tsx';
import { useNow } from '../now.ts';
import { usePart } from '../store.ts';
import { useSync } from '../sync.ts';
import { dayAndTime } from '../text/dates.ts';
import { WorldSection } from './section.tsx';

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const MOVES = [
  { words: '1 hour', move: { advance: '1h' } },
  { words: 'Tomorrow 09:00', move: { to: `tomorrow 09:00 ${ZONE}` } },
  { words: '14 days', move: { advance: '14d' } },
] as const;

/** The world's time in words; undefined while it is this machine's. */
function useMovedTime(): string | undefined {
  const now = useNow(1);
  const isMoved = usePart((state) => (state.world?.clock.aheadMs ?? 0) > 0);
  return isMoved ? dayAndTime(now / 1000) : undefined;
}

/** The world's time where it differs from this machine's, and the buttons that move it forward. */
export function Clock() {
  const time = useMovedTime();
  return (
    <WorldSection id="clock" title="Time" icon="clock">
      <div class="world-time">
        <p class={time === undefined ? 'soft' : 'tone-info'} data-testid="world-time">
          {time === undefined ? 'The time of this machine.' : `It is ${time} in this world (${ZONE}).`}
        </p>
        <Moves />
        <p class="hint">Moves the time forward for Navi and all services. Only a reset takes it back.</p>
      </div>
    </WorldSection>
  );
}

function Moves() {
  const notify = useNotify();
  const sync = useSync();
  const [busy, setBusy] = useState<string | undefined>(undefined);
  const run = async ({ words, move }: (typeof MOVES)[number]) => {
    if (busy !== undefined) return;
    setBusy(words);
    const answer = await act.clock(move);
    setBusy(undefined);
    if (answer.ok) notify.say(`The world's time was moved: ${words}.`);
    else notify.failed(answer.error);
    sync.again({ what: 'world' });
  };
  return (
    <div class="row">
      {MOVES.map((one) => (
        <button
          key={one.words}
          type="button"
          class="button"
          // A disabled button would lose the focus: the pressed one stays enabled.
          disabled={busy !== undefined && busy !== one.words}
          aria-busy={busy === one.words}
          onClick={() => void run(one)}
        >
          {busy === one.words && <Spinner />} {one.words}
        </button>
      ))}
    </div>
  );
}

/** The world's time for the panel's head, while it differs. */
export function MovedTime() {
  const time = useMovedTime();
  return time === undefined ? null : <span class="tone-info">{time}</span>;
}

/** The same for the folded panel. */
export function ClockSign() {
  const time = useMovedTime();
  if (time === undefined) return null;
  return (
    <span class="rail-plug tone-info" title={`It is ${time} in this world`}>
      <Icon name="clock" size={18} />
    </span>
  );
}
