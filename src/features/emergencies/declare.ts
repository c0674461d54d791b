import type { EmergencyAsk } from '../../domain/asks.ts';
import { EMERGENCY_KINDS, type Emergency, LENGTHS } from '../../domain/emergency.ts';
import { type Actor, actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import { whyNot } from '../../domain/permission.ts';
import { type RefusalReason, refuse } from '../../domain/refusal.ts';
import { wallTimeOf } from '../../domain/wall-time.ts';
import { enqueueAlertCard } from '../../engine/alert-card.ts';
import type { Context } from '../../engine/context.ts';
import { enqueuePage } from '../../engine/enqueue-page.ts';
import { recordRefusal } from '../../engine/open-differences.ts';
import type { Tx } from '../../ports/store.ts';
import { enqueueIncident } from '../customers/index.ts';
import { dueOf } from './decide-call.ts';
import { alertOf, EMERGENCY_ALERT, nameOfEmergency, pageOf } from './emergency-alert.ts';
import { listEmergencies, showEmergency } from './list.ts';
import { type Declared, EMERGENCIES, emergencySubject } from './read-emergencies.ts';

const LONGEST_TITLE = 150;
const USAGE = 'emergency security|critical|blocking "title" [--issue 12] [--version vX.Y.Z]';

/** `/navi emergency`: lists the open ones, shows one, names its bad version, or declares one. */
export async function emergency(context: Context, ask: EmergencyAsk): Promise<Message> {
  const { word, caller, version } = ask;
  if (word === null) return listEmergencies(context);
  const kind = EMERGENCY_KINDS.find((one) => one === word);
  if (kind === undefined && !word.startsWith('emg_'))
    return refusal({
      ...{ code: 'usage', command: 'emergency', usage: USAGE },
      problem: `"${word.slice(0, 40)}" is neither security, critical or blocking, nor the id of an emergency.`,
    });
  if (kind === undefined && version === null) return showEmergency(context, word);
  const denied = whyNot(caller, 'roll-back', context.settings);
  const reason = denied ?? (caller.is === 'person' ? null : { code: 'token-invalid' as const });
  if (reason !== null || caller.is !== 'person') return refusal(reason ?? { code: 'token-invalid' });
  const actor = actorOf(caller, ask.place);
  if (kind === undefined) return affects(context, { id: word, version: version ?? '', actor });
  const title = ask.title.trim().replace(/\s+/g, ' ');
  if (title === '' || title.length > LONGEST_TITLE)
    return refusal({
      ...{ code: 'usage', command: 'emergency', usage: USAGE },
      problem: `Say what it is, in at most ${LONGEST_TITLE} characters.`,
    });
  const began = await context.store.transaction((tx) =>
    declare(tx, context, {
      ...{ kind, title, issue: ask.issue, source: null, by: caller.person.name, actor },
      ...{ since: context.clock.now().toISOString(), bad: version === null ? null : [version] },
    }),
  );
  if (began === null) throw new Error('an emergency without a source is always a new one');
  const until = wallTimeOf(new Date(began.due), began.zone);
  return {
    is: 'line',
    text: `${began.id} is declared: customers have to be safe in ${LENGTHS[kind]}, by ${until}. Its card is in the release channel.`,
    level: 'warn',
  };
}

type Begin = Omit<Declared, 'emergency' | 'due' | 'zone' | 'bad'> & {
  /** Null: everything that is live. */
  bad: readonly string[] | null;
  actor: Actor;
};

/** Begins an emergency, unless its source has begun one before; null then. */
export async function declare(
  tx: Tx,
  context: Context,
  { actor, bad, ...said }: Begin,
): Promise<Emergency | null> {
  const { clock, ids, settings } = context;
  const { zone } = settings.monitoring;
  const id = ids.operation('emg');
  const declared: Declared = {
    ...{ emergency: id, ...said, zone, due: dueOf(said.kind, said.since, zone) },
    bad: [...(bad ?? (await liveVersions(tx)))],
  };
  const { emergency: _id, ...fields } = declared;
  const begun: Emergency = {
    ...{ id, ...fields, assignee: null, stages: {}, bars: [], spread: [], called: [] },
    ...{ waiver: null, over: null },
  };
  if (!(await tx.alerts.begin(alertOf(begun)))) return null;
  const at = clock.now().toISOString();
  tx.journal.append({
    ...{ subject: EMERGENCIES, event: 'emergency-declared', actor, planHash: null },
    details: declared,
  });
  await enqueueAlertCard(tx, context, { id, at });
  await draftNotices(tx, begun, { person: actor.is === 'person' ? actor.person : null, at });
  const text = `${said.by} declared a ${nameOfEmergency(begun)}: customers have to be safe by ${declared.due}.`;
  await enqueuePage(tx, context, pageOf(begun, { event: 'alert.firing', at, text }));
  return begun;
}

/** Drafts what customers have to know of each bad version: it is sent only after a review. */
async function draftNotices(
  tx: Tx,
  { id, bad, title }: Pick<Emergency, 'id' | 'bad' | 'title'>,
  { person, at }: { person: string | null; at: string },
): Promise<void> {
  for (const version of bad)
    await enqueueIncident(tx, {
      ...{ subject: { kind: 'emergency', id: `${id}:${version}` }, topic: 'emergency', version },
      ...{ restored: null, says: title, person, at },
    });
}

async function liveVersions(tx: Tx): Promise<string[]> {
  const pointers = (await tx.surfaces.all()).filter(({ id }) => id.startsWith('pointer:'));
  return pointers.flatMap(({ live }) => live.version ?? []);
}

interface Affects {
  id: string;
  version: string;
  actor: Actor;
}

/** A person names the bad version: the bars are judged by it from now on. */
function affects(context: Context, { id, version, actor }: Affects): Promise<Message> {
  return context.store.transaction(async (tx): Promise<Message> => {
    const differs = await recordRefusal(tx);
    if (differs !== null) return refusal(differs);
    const alert = await EMERGENCY_ALERT.lock(tx, id);
    if (alert === undefined) return refusal({ code: 'alert-unknown', alert: id });
    if (alert.emergency.over !== null) return refusal({ code: 'alert-over', alert: id });
    tx.journal.append({
      ...{ subject: emergencySubject(id), event: 'emergency-affects', actor, planHash: null },
      details: { bad: [version] },
    });
    const { emergency: _shown, ...row } = alert;
    await tx.alerts.save({ ...row, revision: row.revision + 1 });
    const at = context.clock.now().toISOString();
    await draftNotices(
      tx,
      { id, bad: [version], title: alert.emergency.title },
      { person: actor.is === 'person' ? actor.person : null, at },
    );
    await enqueueAlertCard(tx, context, { id, at });
    return { is: 'line', text: `${id} is about v${version}.`, level: 'good' };
  });
}

function refusal(reason: RefusalReason): Message {
  return { is: 'refusal', refusal: refuse(reason), asked: 'emergency' };
}
