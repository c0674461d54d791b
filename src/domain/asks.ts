import type { Caller, Place } from './person.ts';

/** A release that is planned for a time, moved, or cancelled. */
export interface ScheduleAsk {
  word: 'plan' | 'cancel';
  version: string;
  /** A local date. */
  on: string;
  /** A local time of day. */
  at: string;
  /** A person's id, name or Slack id; null for the caller. */
  owner: string | null;
  reason: string;
  caller: Caller;
  place: Place;
}

/** An emergency that is declared or shown. */
export interface EmergencyAsk {
  /** A kind to declare one, the id of one, or null to list them. */
  word: string | null;
  title: string;
  issue: number | null;
  /** The bad version; null where it is not named. */
  version: string | null;
  caller: Caller;
  place: Place;
}

/** A break that a customer reported, or that is closed, or the list of them. */
export interface BreakAsk {
  is: 'break' | 'closed' | 'list';
  customer: string;
  version: string;
  /** Of the break that is closed. */
  number: number;
  caller: Caller;
  place: Place;
}
