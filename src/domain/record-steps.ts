import type { JournalEvent, JournalRow } from './journal.ts';
import type { Json, JsonObject } from './json.ts';

/** The steps of one operation that are under way by the journal: a write is intended, of unknown fate, or answered. */
export interface JournalledSteps {
  /** False once steps under way were set back: what the journal has of a step counts again from its next row. */
  isComplete: boolean;
  /** Their states, as they were journalled. */
  underWay: Record<string, JsonObject>;
}

/** Events with a step's state. */
const OF_STEPS: ReadonlySet<JournalEvent> = new Set([
  'step-intended',
  'step-unknown',
  'step-sent',
  'step-done',
  'step-held',
  'step-failed',
  'tampered',
]);
/** Events with which several steps are set back. */
const SET_BACK: ReadonlySet<JournalEvent> = new Set(['revised', 'retried', 'replanned']);
const UNDER_WAY = ['intended', 'unknown', 'pending'];

/** Notes one authentic row of an operation. Rows are noted in order, each once. */
export function noteStep(
  steps: JournalledSteps,
  { event, details }: Pick<JournalRow, 'event' | 'details'>,
): void {
  if (SET_BACK.has(event)) {
    if (Object.keys(steps.underWay).length > 0) steps.isComplete = false;
    steps.underWay = {};
    return;
  }
  const { step, state } = details;
  if (!OF_STEPS.has(event) || typeof step !== 'string') return;
  delete steps.underWay[step];
  // A row of an older version may have no state: what it has begun is not known.
  if (!isObject(state)) steps.isComplete = false;
  else if (UNDER_WAY.includes(String(state['is']))) steps.underWay[step] = state;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
