import type { Hint } from './hints.ts';
import type { Past } from './past.ts';

/** The actions of the composer's keys, and what they need. */
export interface Keys {
  event: KeyboardEvent;
  hints: Hint[];
  chosen: number;
  text: string;
  past: Past;
  setChosen: (at: number) => void;
  setHidden: (hidden: boolean) => void;
  write: (text: string) => void;
  take: (hint: Hint) => void;
  sendNow: () => Promise<void>;
}

/** Does the action of the key in the composer; false when it has none there. */
export function onKey({ event, hints, chosen, text, past, ...does }: Keys): boolean {
  const { key } = event;
  if (hints.length > 0 && (key === 'ArrowDown' || key === 'ArrowUp')) {
    const step = key === 'ArrowDown' ? 1 : -1;
    does.setChosen(chosen < 0 && step < 0 ? hints.length - 1 : (chosen + step + hints.length) % hints.length);
    return true;
  }
  const hint = hints[Math.max(chosen, 0)];
  if (hint !== undefined && (key === 'Tab' || (key === 'Enter' && chosen >= 0))) {
    does.take(hint);
    return true;
  }
  if (key === 'Escape' && hints.length > 0) {
    does.setHidden(true);
    return true;
  }
  if (key === 'ArrowUp' && (text === '' || past.shows(text))) return recall(past.older(), does.write);
  if (key === 'ArrowDown' && past.shows(text)) return recall(past.newer(), does.write);
  if (key === 'Enter' && !event.shiftKey) {
    void does.sendNow();
    return true;
  }
  return false;
}

function recall(text: string | undefined, write: (text: string) => void): boolean {
  if (text !== undefined) write(text);
  return true;
}
