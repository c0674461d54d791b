import type { JsonObject } from './json.ts';
import type { Subject } from './subject.ts';

/** Times are ISO; `by` is a person's name, null where Navi saw it itself. */
export type AlertState =
  /** Seen, and not often enough in a row to be believed. */
  | { is: 'suspect' }
  | { is: 'firing'; since: string }
  | { is: 'over'; at: string; how: string; by: string | null };

/** Something that a monitor found wrong. A kind has at most one open alert for each subject. */
export interface Alert {
  id: string;
  /** Which monitor has found it, such as `drift`. */
  kind: string;
  subject: Subject;
  state: AlertState;
  /** When it was first seen so, ISO. */
  since: string;
  /** How many looks in a row have agreed. */
  looks: number;
  /** Counts from 1 and rises when what was found changes: a decision is on what the card has shown. */
  revision: number;
  /** What was found; the monitor parses it. */
  details: JsonObject;
}

/** Whether nothing has changed between two reads of an alert: what was decided on one may be saved over the other. */
export function isSameAlert(a: Alert | undefined, b: Alert | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.id === b.id && a.state.is === b.state.is && a.looks === b.looks && a.revision === b.revision;
}
