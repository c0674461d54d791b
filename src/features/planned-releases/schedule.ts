import type { ScheduleAsk } from '../../domain/asks.ts';
import { actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import { isDate } from '../../domain/notice-days.ts';
import { whyNot } from '../../domain/permission.ts';
import type { Caller, Person } from '../../domain/person.ts';
import { type RefusalReason, refuse } from '../../domain/refusal.ts';
import { instantOf, wallTimeOf } from '../../domain/wall-time.ts';
import type { Context } from '../../engine/context.ts';
import { enqueueNotice } from '../../engine/save.ts';
import { PLANNED, readPlanned } from './read-planned.ts';

const LONGEST_MS = 366 * 86_400_000;
const USAGE = 'schedule vX.Y.Z --on 2026-12-10 [--at 10:00] [--owner ben], or schedule cancel vX.Y.Z "why"';

/** `/navi schedule`: plans a release for a time, moves it, or cancels it. It releases nothing. */
export async function schedule(context: Context, ask: ScheduleAsk): Promise<Message> {
  const { caller } = ask;
  const denied = whyNot(caller, 'request-release', context.settings);
  if (denied !== null) return refusal(denied);
  if (caller.is !== 'person') return refusal({ code: 'token-invalid' });
  return ask.word === 'cancel' ? cancel(context, { ...ask, caller }) : plan(context, { ...ask, caller });
}

type Asked = ScheduleAsk & { caller: Extract<Caller, { is: 'person' }> };

async function plan(context: Context, ask: Asked): Promise<Message> {
  const { clock, settings } = context;
  const { version, caller } = ask;
  const zone = settings.monitoring.zone;
  const now = clock.now();
  const at = isDate(ask.on) ? instantOf(`${ask.on} ${ask.at}`, { now, zone }) : undefined;
  if (at === undefined || at.getTime() - now.getTime() > LONGEST_MS)
    return usage('Name a date within a year, and a time, such as --on 2026-12-10 --at 10:00.');
  const owner = ask.owner === null ? caller.person : personOf(settings.people, ask.owner);
  if (owner === undefined) return usage('--owner takes a person of navi.config.yaml, such as ben.');
  return context.store.transaction(async (tx): Promise<Message> => {
    const before = (await readPlanned(tx)).find((one) => one.version === version);
    const known = before?.cancelled === null ? before : undefined;
    tx.journal.append({
      ...{ subject: PLANNED, event: 'release-scheduled', planHash: null },
      actor: actorOf(caller, ask.place),
      details: { version, at: at.toISOString(), zone, owner: owner.id },
    });
    const when = wallTimeOf(at, zone);
    const moved = known === undefined ? '' : ` (it was ${wallTimeOf(new Date(known.at), zone)})`;
    const text = `v${version} is planned for ${when}${moved}, owner ${owner.name}, by ${caller.person.name}.`;
    await enqueueNotice(tx, {
      ...{ subject: PLANNED, text, level: 'info', channel: settings.slack.channel },
      ...{
        key: `scheduled:${version}:${before === undefined ? 0 : before.changes + 1}`,
        at: now.toISOString(),
      },
    });
    return {
      is: 'line',
      text: `${text} Navi asks at that time; it releases nothing by itself.`,
      level: 'good',
    };
  });
}

async function cancel(context: Context, { version, reason, caller, place }: Asked): Promise<Message> {
  if (reason.trim() === '') return usage('Say why it is cancelled.');
  return context.store.transaction(async (tx): Promise<Message> => {
    const known = (await readPlanned(tx)).find((one) => one.version === version && one.cancelled === null);
    if (known === undefined) return usage(`v${version} is not planned.`);
    tx.journal.append({
      ...{ subject: PLANNED, event: 'release-unscheduled', planHash: null },
      actor: actorOf(caller, place),
      details: { version, reason: reason.slice(0, 200) },
    });
    const at = context.clock.now().toISOString();
    const text = `${caller.person.name} cancelled the plan for v${version}: ${reason.slice(0, 200)}`;
    await enqueueNotice(tx, {
      ...{ subject: PLANNED, text, level: 'warn', channel: context.settings.slack.channel },
      ...{ key: `scheduled:${version}:${known.changes + 1}`, at },
    });
    return { is: 'line', text, level: 'good' };
  });
}

function personOf(people: readonly Person[], typed: string): Person | undefined {
  const name = typed.replace(/^@/, '');
  return people.find(
    ({ id, slack, name: full }) =>
      slack === name || id === name.toLowerCase() || full.toLowerCase() === name.toLowerCase(),
  );
}

function usage(problem: string): Message {
  return refusal({ code: 'usage', command: 'schedule', problem, usage: USAGE });
}

function refusal(reason: RefusalReason): Message {
  return { is: 'refusal', refusal: refuse(reason), asked: 'schedule' };
}
