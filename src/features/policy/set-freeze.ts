import { type FreezePeriod, freezeText, frozenAt } from '../../domain/freeze.ts';
import { actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import type { Caller, Person, Place } from '../../domain/person.ts';
import { type RefusalReason, refuse } from '../../domain/refusal.ts';
import { FREEZES } from '../../domain/set-freeze.ts';
import type { Context } from '../../engine/context.ts';
import { recordRefusal } from '../../engine/open-differences.ts';
import { enqueueNotice } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';
import { configuredFreezes, setFreezesIn } from '../calendar/index.ts';
import { askAgain } from './jobs/thaw.ts';

export interface FreezeAsk {
  /** As typed: `until friday 09:00 the audit`. */
  words: string;
  caller: Caller;
  place: Place;
}

const LONGEST_MS = 366 * 86_400_000;
const LONGEST_REASON = 200;
const USAGE = 'freeze until <time> "<reason>"';
const HOW =
  'Write the time as 4h, 17:00, "tomorrow 09:00", "mon 09:00 Europe/Brussels" or "2026-12-01 09:00", then the reason.';

/** `/navi freeze`: from now on no release writes; journalled, and posted with who and why. */
export async function freeze(context: Context, { words, caller, place }: FreezeAsk): Promise<Message> {
  if (caller.is !== 'person') return refusal('freeze', { code: 'token-invalid' });
  const now = context.clock.now();
  const { readUntil } = await import('../../domain/until.ts');
  const until = readUntil(words, { now, zone: context.settings.monitoring.zone });
  const problem = problemOf(until, now);
  if (until === undefined || problem !== null)
    return refusal('freeze', { code: 'usage', command: 'freeze', problem: problem ?? HOW, usage: USAGE });
  const { name } = caller.person;
  const at = now.toISOString();
  const set: FreezePeriod = {
    id: context.ids.operation('frz'),
    from: at,
    until: until.at,
    why: until.rest.slice(0, LONGEST_REASON),
    by: name,
  };
  return context.store.transaction(async (tx): Promise<Message> => {
    const { id, from, why: reason, by } = set;
    tx.journal.append({
      subject: FREEZES,
      event: 'frozen',
      actor: actorOf(caller, place),
      planHash: null,
      details: { id, from, until: set.until, reason, by },
    });
    const text = `${name} froze all releases: ${reason}, until ${set.until}. A release that has moved the pointer finishes; others wait. Rollbacks and stops always run.`;
    await tellChannel(tx, context, { text, key: `freeze:${id}`, at });
    return { is: 'line', text: `Releases are frozen until ${set.until}: ${reason}.`, level: 'good' };
  });
}

function problemOf(until: { at: string; rest: string } | undefined, now: Date): string | null {
  if (until === undefined) return HOW;
  const ms = Date.parse(until.at) - now.getTime();
  if (ms <= 0) return `${until.at} is over.`;
  if (ms > LONGEST_MS) return 'A freeze lasts at most a year; longer ones belong in the configuration.';
  return until.rest === '' ? 'A freeze needs a reason, which everyone will read.' : null;
}

export interface UnfreezeAsk {
  reason: string;
  caller: Caller;
  place: Place;
}

/** `/navi unfreeze`: ends the freezes that people set. Those of the configuration end by themselves. */
export async function unfreeze(context: Context, { reason, caller, place }: UnfreezeAsk): Promise<Message> {
  if (caller.is !== 'person') return refusal('unfreeze', { code: 'token-invalid' });
  const at = context.clock.now().toISOString();
  const configured = frozenAt(await configuredFreezes(context), at);
  return context.store.transaction(async (tx): Promise<Message> => {
    const differs = await recordRefusal(tx);
    if (differs !== null) return refusal('unfreeze', differs);
    const set = (await setFreezesIn(tx)).filter(({ until }) => Date.parse(until) > Date.parse(at));
    if (set.length === 0) return refusal('unfreeze', notSet(configured));
    tx.journal.append({
      subject: FREEZES,
      event: 'unfrozen',
      actor: actorOf(caller, place),
      planHash: null,
      details: { ids: set.map(({ id }) => id), reason },
    });
    const text = liftedText(caller.person, { reason, set, configured });
    await tellChannel(tx, context, { text, key: `unfreeze:${at}`, at });
    for (const { id } of await tx.operations.open()) await askAgain(tx, id, at);
    return { is: 'line', text, level: 'good' };
  });
}

function liftedText(
  { name }: Person,
  { reason, set, configured }: Record<'set' | 'configured', readonly FreezePeriod[]> & { reason: string },
): string {
  const was = set.map(freezeText).join('; ');
  const still = configured.map(freezeText).join('; ');
  const left = still === '' ? '' : ` The configuration still freezes releases: ${still}.`;
  return `${name} lifted the freeze: ${reason}. It was: ${was}.${left}`;
}

function notSet([configured]: readonly FreezePeriod[]): RefusalReason {
  return { code: 'not-frozen', configured: configured === undefined ? null : freezeText(configured) };
}

/** A change of a safety control is posted with who and why. */
async function tellChannel(
  tx: Tx,
  { settings }: Context,
  { text, key, at }: { text: string; key: string; at: string },
): Promise<void> {
  const { channel } = settings.slack;
  await enqueueNotice(tx, { subject: FREEZES, text, level: 'warn', channel, key, at });
}

function refusal(asked: string, reason: RefusalReason): Message {
  return { is: 'refusal', refusal: refuse(reason), asked };
}
