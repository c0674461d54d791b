import type { Actor, JournalRow } from './journal.ts';
import type { Json } from './json.ts';

/** The longest value that is shown in full. */
const LONGEST_VALUE = 80;

/** One journal row for an auditor: when, who, what, and what it changed. Plain text, one line each. */
export function auditEntry(row: JournalRow, authentic: boolean): string[] {
  const { sequence, at, actor, event, details, before, after, requestIds = [] } = row;
  const step = details['step'];
  const what = `${event.replaceAll('-', ' ')}${typeof step === 'string' ? ` (${step})` : ''}`;
  const flaw = authentic ? '' : ' · this entry was changed';
  return [
    `${sequence} · ${at.slice(0, 19).replace('T', ' ')} UTC · ${actorName(actor)} · ${what}${flaw}`,
    ...(before === undefined ? [] : [`– before: ${shown(before)}`]),
    ...(after === undefined ? [] : [`– after: ${shown(after)}`]),
    ...(requestIds.length === 0 ? [] : [`– request ${requestIds.join(', ')}`]),
    // A value of a service with line ends would look like entries of its own.
  ].map((line) => line.replace(/\s+/g, ' '));
}

function actorName(actor: Actor): string {
  switch (actor.is) {
    case 'person':
      return `${actor.person}${actor.role === null ? '' : ` (${actor.role})`}`;
    case 'unproven':
      return `unproven: ${actor.claimed}`;
    case 'stranger':
      return `stranger ${actor.account}`;
    case 'navi':
      return 'Navi';
  }
}

function shown(value: Json, ifNull = 'nothing'): string {
  if (value === null) return ifNull;
  if (typeof value !== 'object') return shortened(String(value));
  return Object.entries(value)
    .map(([name, field]) =>
      field !== null && typeof field === 'object'
        ? `${name} (${shown(field)})`
        : `${name} ${shown(field, 'none')}`,
    )
    .join(', ');
}

function shortened(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}
