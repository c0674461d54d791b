import type { StepRow } from './message.ts';
import type { ShownState } from './operation.ts';

/** How a state is shown, everywhere. */
export interface StateWords {
  icon: string;
  word: string;
}

export const STATE_WORDS: Readonly<Record<ShownState, StateWords>> = {
  'awaiting-approval': { icon: '🕒', word: 'Waiting for approval' },
  running: { icon: '⏳', word: 'Running' },
  'asked-elsewhere': { icon: '🙋', word: 'Waiting for a person on GitHub' },
  'rolled-back': { icon: '✅', word: 'Rolled back' },
  stopped: { icon: '✋', word: 'Paused: action needed' },
  done: { icon: '✅', word: 'Done' },
  rejected: { icon: '⛔', word: 'Rejected' },
  retracted: { icon: '⏹️', word: 'Withdrawn' },
  replaced: { icon: '⏹️', word: 'Replaced' },
  expired: { icon: '⏹️', word: 'Expired' },
  superseded: { icon: '⏹️', word: 'Superseded' },
  abandoned: { icon: '⛔', word: 'Cancelled' },
  cancelled: { icon: '🛑', word: 'Stopped' },
};

export const STEP_WORDS: Readonly<Record<StepRow['state'], StateWords>> = {
  waiting: { icon: '▫️', word: 'waiting' },
  running: { icon: '⏳', word: 'running' },
  'waits-for-person': { icon: '🙋', word: 'waiting for a person' },
  unknown: { icon: '❔', word: 'unknown, checking again' },
  done: { icon: '✅', word: 'done' },
  held: { icon: '✋', word: 'paused' },
  failed: { icon: '❌', word: 'failed' },
};

/** The same for a state's stored name, which a newer version may have written. */
export function stateWords(name: string): StateWords {
  const known: Readonly<Record<string, StateWords | undefined>> = STATE_WORDS;
  return known[name] ?? { icon: '❔', word: name.replaceAll('-', ' ') };
}
