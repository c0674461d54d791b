import type { Bar, CallPoint, Emergency } from '../../domain/emergency.ts';
import { canonical } from '../../domain/json.ts';
import { ownersIn, type Person } from '../../domain/person.ts';
import { wallTimeOf } from '../../domain/wall-time.ts';
import { enqueueAlertCard } from '../../engine/alert-card.ts';
import type { Context } from '../../engine/context.ts';
import { enqueuePage } from '../../engine/enqueue-page.ts';
import { enqueueNotice } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';
import { type OnCall, readOnCall } from '../on-call/index.ts';
import { decideBars, stoppedAt } from './decide-bars.ts';
import { decideCall } from './decide-call.ts';
import { alertOf, EMERGENCY_ALERT, type EmergencyAlert, nameOfEmergency, pageOf } from './emergency-alert.ts';
import { gatherBars } from './gather-bars.ts';
import { byNavi, EMERGENCIES, readEmergencies, readEmergency } from './read-emergencies.ts';

/** Looks at each open emergency: how far customers are safe, and whether people are called. */
export async function watchEmergencies(context: Context): Promise<void> {
  const open = (await context.store.transaction(readEmergencies)).filter(({ over }) => over === null);
  if (open.length === 0) return;
  const onCall = await readOnCall(context);
  for (const emergency of open) {
    const facts = await gatherBars(context, emergency);
    const bars = decideBars(emergency, facts, context.clock.now().toISOString());
    await context.store.transaction((tx) => saveLook(tx, context, { id: emergency.id, bars, onCall }));
  }
}

interface Look {
  id: string;
  bars: readonly Bar[];
  onCall: Pick<OnCall, 'now'>;
}

/** What a look has found. Its row is locked, so that two processes save and call once. */
export async function saveLook(tx: Tx, context: Context, { id, bars, onCall }: Look): Promise<void> {
  const alert = await lockRow(tx, id);
  if (alert === undefined || alert.emergency.over !== null) return;
  const { emergency } = alert;
  const at = context.clock.now().toISOString();
  const isNew = canonical(asJson(emergency.bars)) !== canonical(asJson(bars));
  if (isNew) tx.journal.append(byNavi(id, 'emergency-looked', { bars: asJson(bars) }));
  const stopped = stoppedAt(bars);
  if (stopped !== null) {
    await end(tx, context, { ...alert, emergency: { ...emergency, bars } }, stopped);
    return;
  }
  const step = decideCall(emergency, at);
  if (step.is === 'call') {
    tx.journal.append(byNavi(id, 'emergency-called', { point: step.point, skipped: [...step.skipped] }));
    await call(tx, context, { emergency, point: step.point, onCall, at });
  }
  if (isNew || step.is === 'call') await enqueueAlertCard(tx, context, { id, at });
}

/** The row of the card; a row that was deleted or ended by another hand is put back, because the journal decides. */
async function lockRow(tx: Tx, id: string): Promise<EmergencyAlert | undefined> {
  const known = await EMERGENCY_ALERT.lock(tx, id);
  const emergency = known?.emergency ?? (await readEmergency(tx, id));
  if (emergency === undefined || emergency.over !== null) return undefined;
  if (known === undefined) await tx.alerts.begin(alertOf(emergency));
  else if (known.state.is !== 'firing')
    await tx.alerts.save({ ...alertOf(emergency), revision: known.revision + 1 });
  return EMERGENCY_ALERT.lock(tx, id);
}

function asJson(bars: readonly Bar[]) {
  return bars.map((bar) => ({ ...bar }));
}

/** The clock has stopped: customers are safe since then. */
async function end(
  tx: Tx,
  context: Context,
  { emergency, ...row }: EmergencyAlert,
  stopped: string,
): Promise<void> {
  const { id, due } = emergency;
  const at = context.clock.now().toISOString();
  const why = `customers are safe since ${stopped}, ${stopped <= due ? 'in time' : 'too late'}`;
  tx.journal.append({
    ...byNavi(id, 'emergency-over', { emergency: id, how: 'safe', at: stopped, why }),
    subject: EMERGENCIES,
  });
  await tx.alerts.save({ ...row, state: { is: 'over', at: stopped, how: 'safe', by: null } });
  await enqueueAlertCard(tx, context, { id, at });
  const text = `The ${nameOfEmergency(emergency)} is over: ${why}.`;
  await enqueueThreadLine(tx, context, { id, key: 'over', text, level: 'good', at });
  await enqueuePage(tx, context, pageOf(emergency, { event: 'alert.resolved', at, text }));
}

interface Call {
  emergency: Emergency;
  point: CallPoint;
  onCall: Pick<OnCall, 'now'>;
  at: string;
}

/** Calls the assignee, the people on call and the owners by message, and the pager. */
async function call(tx: Tx, context: Context, { emergency, point, onCall, at }: Call): Promise<void> {
  const { settings } = context;
  const { id, assignee } = emergency;
  const owners = new Set(ownersIn(settings.people));
  const people: readonly Person[] = settings.people.filter(
    (one) =>
      one.slack !== undefined &&
      (one.id === assignee || onCall.now.some((called) => called.id === one.id) || owners.has(one.slack)),
  );
  const text = callText(emergency, point);
  for (const { id: person, slack = '' } of people)
    await enqueueNotice(tx, {
      ...{ subject: { kind: 'call', id: `${id}:${person}` }, text, level: 'bad', at },
      ...{ channel: slack, key: `emergency-call:${id}:${point}:${person}` },
    });
  const names = people.map(({ name }) => name).join(', ');
  await enqueueThreadLine(tx, context, {
    ...{ id, key: point, level: 'bad', at },
    text: `${text} Called: ${names === '' ? 'no person has a Slack account' : names}.`,
  });
  const page = pageOf(emergency, { event: 'alert.unacknowledged', at, text });
  await enqueuePage(tx, context, { ...page, of: point });
}

function callText(emergency: Emergency, point: CallPoint): string {
  const { due, zone, bars, waiver } = emergency;
  const until = wallTimeOf(new Date(due), zone);
  const open = bars.filter(({ is }) => is !== 'met').length;
  const left = bars.length === 0 ? '' : ` ${open} of ${bars.length} are not met yet.`;
  const name = nameOfEmergency(emergency);
  switch (point) {
    case 'half':
      return `The ${name} has used half of its time: customers have to be safe by ${until}.${left}`;
    case 'most':
      return `The ${name} has used nine tenths of its time: customers have to be safe by ${until}.${left}`;
    case 'breach':
      return `The ${name} is overdue since ${until}.${left}`;
    default:
      return `The time without calls is over for the ${name} (${waiver?.why ?? ''}): customers have to be safe by ${until}.${left}`;
  }
}

interface ThreadLine {
  id: string;
  key: string;
  text: string;
  level: 'good' | 'bad';
  at: string;
}

async function enqueueThreadLine(
  tx: Tx,
  { settings }: Context,
  { id, key, text, level, at }: ThreadLine,
): Promise<void> {
  await tx.outbox.put({
    ...{ key: `emergency:${id}:${key}`, subject: { kind: 'alert', id }, inThread: true, at },
    ...{ about: { is: 'line', text, level }, channel: settings.slack.channel },
  });
}
