import { type Answer, type CallingAlert, isMuted, mutedText } from './calling-alert.ts';

const HOUR_MS = 3_600_000;

/** `40 min`, `5 h`, `3 days`. */
export function age(ms: number): string {
  if (ms < HOUR_MS) return `${Math.max(0, Math.floor(ms / 60_000))} min`;
  if (ms < 48 * HOUR_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return `${Math.floor(ms / (24 * HOUR_MS))} days`;
}

/** How long an incident lasted. */
export function lengthOf(since: string, until: string): string {
  return age(Date.parse(until) - Date.parse(since));
}

/** What people did about an alert, and what is told with it, on its card. */
export function answerLines(
  { acknowledged, called, muted }: Answer,
  joined: readonly string[] = [],
): string[] {
  return [
    ...(joined.length === 0 ? [] : [`In this incident, too: ${joined.join(', ')}`]),
    ...(acknowledged === null ? [] : [`Acknowledged by ${acknowledged.by} at ${acknowledged.at}`]),
    ...(called.length === 0 ? [] : [`Called: ${called.map(({ whom }) => whom).join(', ')}`]),
    ...(muted === null ? [] : [`Muted ${mutedText(muted)}`]),
  ];
}

/** The same behind the alert's line in a list; empty for nothing. */
export function answerNote(
  { answer, calling }: Pick<CallingAlert, 'answer' | 'calling'>,
  now: string,
): string {
  const { acknowledged, muted, joined } = answer;
  const notes = [
    ...(joined === null ? [] : [`in the incident of ${joined.alert}`]),
    ...(calling?.isClearing === true ? ['well again, not for long yet'] : []),
    ...(acknowledged === null ? [] : [`acknowledged by ${acknowledged.by}`]),
    ...(isMuted({ answer }, now) && muted !== null ? [`muted ${mutedText(muted)}`] : []),
  ];
  return notes.length === 0 ? '' : ` (${notes.join('; ')})`;
}

/** The alert in a list, in one line. */
export function callingLine(alert: CallingAlert, now: string): string {
  const { id, calling } = alert;
  return calling === null
    ? id
    : `${id}: ${calling.name} since ${calling.since}: ${calling.what}${answerNote(alert, now)}`;
}
