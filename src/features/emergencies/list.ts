import { type Emergency, LENGTHS } from '../../domain/emergency.ts';
import type { Message } from '../../domain/message.ts';
import { refuse } from '../../domain/refusal.ts';
import type { EmergencyRow } from '../../domain/status-report.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';
import { cardOf } from './card.ts';
import { alertOf, nameOfEmergency } from './emergency-alert.ts';
import { readEmergencies, readEmergency } from './read-emergencies.ts';

/** The open emergencies; overdue ones first, then the next one due. */
export async function openEmergencies(
  tx: Tx,
  { clock, settings }: Pick<Context, 'clock' | 'settings'>,
): Promise<EmergencyRow[]> {
  const now = clock.now().toISOString();
  const open = (await readEmergencies(tx)).filter(({ over }) => over === null);
  return open
    .toSorted((one, other) => one.due.localeCompare(other.due))
    .map((one) => ({
      id: one.id,
      name: nameOfEmergency(one),
      due: one.due,
      isOverdue: one.due <= now,
      state: stateOf(one, (id) => settings.people.find((person) => person.id === id)?.name ?? id),
    }));
}

function stateOf({ bars, assignee }: Emergency, nameOf: (id: string) => string): string {
  const met = bars.filter(({ is }) => is === 'met').length;
  const who = assignee === null ? 'not taken' : `taken by ${nameOf(assignee)}`;
  return bars.length === 0 ? who : `${met} of ${bars.length} met, ${who}`;
}

/** One in a line. */
export function emergencyText({ id, name, due, isOverdue, state }: EmergencyRow): string {
  return `${id}: ${name}, ${isOverdue ? 'OVERDUE since' : 'due'} ${due}; ${state}`;
}

/** `/navi emergency`: the open ones. */
export async function listEmergencies(context: Context): Promise<Message> {
  const rows = await context.store.transaction((tx) => openEmergencies(tx, context));
  if (rows.length === 0) return { is: 'line', text: 'No open emergency.', level: 'good' };
  return { is: 'line', text: rows.map(emergencyText).join('\n'), level: 'bad' };
}

/** `/navi emergency emg_…`: one of them, as its card is now. */
export async function showEmergency(context: Context, id: string): Promise<Message> {
  const found = await context.store.transaction((tx) => readEmergency(tx, id));
  if (found === undefined)
    return { is: 'refusal', refusal: refuse({ code: 'alert-unknown', alert: id }), asked: 'emergency' };
  const alert = cardOf(
    { ...alertOf(found), emergency: found },
    { people: context.settings.people, buttons: [] },
  );
  return { is: 'line', text: [alert.headline, ...alert.lines].join('\n'), level: 'info' };
}

/** How each kind of emergency of these days ended: `security: 3 of 3 within 24 h`. */
export function recordText(all: readonly Emergency[], since: string): string[] {
  const ended = all.filter(({ over }) => over !== null && over.at >= since);
  return (['security', 'critical', 'blocking'] as const).flatMap((kind) => {
    const own = ended.filter((one) => one.kind === kind);
    const safe = own.filter(({ over }) => over?.how === 'safe');
    const inTime = safe.filter(({ over, due }) => over !== null && over.at <= due);
    const closed = own.length - safe.length;
    return [
      ...(safe.length === 0 ? [] : [`${kind}: ${inTime.length} of ${safe.length} within ${LENGTHS[kind]}`]),
      ...(closed === 0 ? [] : [`${kind}: ${closed} closed by a person, not counted`]),
    ];
  });
}
