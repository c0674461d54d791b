import { z } from 'zod';
import type { Alert } from '../../domain/alert.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Page } from '../../domain/page.ts';
import { alertCardKey } from '../../engine/alert-card.ts';
import type { DecisionSubject } from '../../engine/decision-subject.ts';
import type { Tx } from '../../ports/store.ts';

const at = z.iso.datetime();

const Answer = z.object({
  acknowledged: z.object({ at, by: z.string() }).nullable().default(null),
  muted: z.object({ until: at, by: z.string(), why: z.string() }).nullable().default(null),
  /** Who was called because it was not acknowledged: a person's id, or `owners`. */
  called: z.array(z.object({ at, whom: z.string() })).default([]),
  /** The alert in whose thread it is told, and which incident that was; null for one with a card of its own. */
  joined: z.object({ alert: z.string(), incident: z.string() }).nullable().default(null),
});
/** What people did about an alert, and whom Navi called. Times are ISO. */
export type Answer = z.infer<typeof Answer>;

/** What an alert has before anything was done about it. */
export const UNANSWERED: Answer = { acknowledged: null, muted: null, called: [], joined: null };

const Calling = z.object({
  /** The incident's name at the pager: one for each time that it calls. */
  incident: z.string(),
  /** For people, within a sentence: its subject. */
  name: z.string(),
  /** What is wrong, in one sentence. */
  what: z.string(),
  since: at,
  /** It looks well again, and not for long enough. */
  isClearing: z.boolean(),
  /** What it is about: alerts that share one may have one cause. */
  topics: z.array(z.string()),
});
/** What an alert calls people for. */
export type Calling = z.infer<typeof Calling>;

/** An alert of any monitor: what it calls people for now, null for nothing, and what they did about it. */
export interface CallingAlert extends Alert {
  answer: Answer;
  calling: Calling | null;
}

/** Rows of older versions have no field for what they call for. */
const Older = z.object({
  name: z.string().optional(),
  what: z.string().optional(),
  standing: z.object({ what: z.string() }).optional(),
});

/** The alert with what people did about it. */
export function readCalling(alert: Alert): CallingAlert {
  const { details } = alert;
  const found = z.object({ calling: Calling.nullable() }).safeParse(details).data?.calling ?? null;
  return { ...alert, calling: 'calling' in details ? found : olderCalling(alert), answer: answerIn(details) };
}

function olderCalling({ id, state, details }: Alert): Calling | null {
  const { name = id, what, standing } = Older.safeParse(details).data ?? {};
  if (state.is !== 'firing') return null;
  return {
    ...{ incident: id, name, what: standing?.what ?? what ?? '', since: state.since },
    ...{ isClearing: false, topics: [] },
  };
}

/** The stored answer; none where it cannot be read. */
export function answerIn(details: JsonObject): Answer {
  return Answer.safeParse(details).data ?? UNANSWERED;
}

/** Their stored form, beside the fields of the alert's own monitor. */
export function callingDetails({ answer, calling }: Pick<CallingAlert, 'answer' | 'calling'>): JsonObject {
  return { ...Answer.parse(answer), calling };
}

/** Saves what people did about it; the fields of its own monitor stay as they are. */
export function saveAnswer(tx: Tx, { answer: _, calling, ...alert }: CallingAlert, answer: Answer) {
  return tx.alerts.save({ ...alert, details: { ...alert.details, ...callingDetails({ answer, calling }) } });
}

export function isMuted({ answer: { muted } }: Pick<CallingAlert, 'answer'>, now: string): boolean {
  return muted !== null && muted.until > now;
}

/** Until when it is muted and why, for people. */
export function mutedText({ until, by, why }: NonNullable<Answer['muted']>): string {
  return `by ${by} until ${until}${why === '' ? '' : `: ${why}`}`;
}

/** A page about the incident. */
export function pageOf(
  { incident, name }: Calling,
  { event, at: when, text }: Pick<Page, 'event' | 'at' | 'text'>,
): Page {
  return { event, incident, at: when, title: name, text };
}

/** An alert of any monitor, for decisions about one. */
export const CALLING_ALERT: DecisionSubject<CallingAlert> = {
  kind: 'alert',
  cardKey: alertCardKey,
  lock: async (tx, id) => {
    const alert = await tx.alerts.lock(id);
    return alert && readCalling(alert);
  },
  isRow: (row): row is CallingAlert => 'calling' in row && 'answer' in row,
  idOf: ({ id }) => id,
  nameOf: ({ calling, id }) => calling?.name ?? id,
  revisionOf: ({ revision }) => revision,
  unknown: (alert) => ({ code: 'alert-unknown', alert }),
};
