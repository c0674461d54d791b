import { actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import { whyNot } from '../../domain/permission.ts';
import type { Caller, Person, Place } from '../../domain/person.ts';
import { type RefusalReason, refuse } from '../../domain/refusal.ts';
import { instantOf, wallTimeOf } from '../../domain/wall-time.ts';
import type { Context } from '../../engine/context.ts';
import { enqueueNotice } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';
import { idleProblem } from './decide-on-call.ts';
import { ON_CALL, readOnCall } from './read-on-call.ts';
import { onCallText } from './say-on-call.ts';

interface Asked {
  /** A mention, an id or a name of the configuration; `clear`; or undefined to ask. */
  person: string | undefined;
  /** `until 18:00`; '' where it is left out. */
  until: string;
  caller: Caller;
  place: Place;
}

/** Shows who is on call, puts a person on call until a time, or ends that. */
export async function onCall(context: Context, asked: Asked): Promise<Message> {
  if (asked.person === undefined) return shown(context, asked.caller);
  const { caller } = asked;
  const denied = whyNot(caller, 'roll-back', context.settings);
  if (denied !== null) return refusal(denied);
  if (caller.is !== 'person') return refusal({ code: 'token-invalid' });
  const zone = zoneOf(context, caller);
  if (asked.person.toLowerCase() === 'clear')
    return save(context, { ...asked, caller }, { event: 'on-call-cleared', details: {}, text: 'cleared' });
  const person = personOf(context.settings.people, asked.person);
  if (person?.slack === undefined)
    return usage('Name a person of navi.config.yaml with a Slack account, such as @cleo.');
  const until = instantOf(asked.until.replace(/^until\s+/i, ''), { now: context.clock.now(), zone });
  if (until === undefined || until.getTime() - context.clock.now().getTime() > LONGEST_MS)
    return usage('Name a time within the next 14 days: until 18:00, until tomorrow 09:00.');
  const problem = idleProblem(person, context.settings.permissions['roll-back']);
  const said = await save(
    context,
    { ...asked, caller },
    {
      event: 'on-call-set',
      details: { person: person.id, until: until.toISOString(), by: caller.person.name },
      text: `${person.name} is on call until ${wallTimeOf(until, zone)}`,
    },
  );
  return problem === null || said.is !== 'line'
    ? said
    : { ...said, text: `${said.text} ${problem}`, level: 'warn' };
}

const LONGEST_MS = 14 * 86_400_000;

async function shown(context: Context, caller: Caller): Promise<Message> {
  const found = await readOnCall(context);
  const level = found.problems.length > 0 || found.now.length === 0 ? 'warn' : 'info';
  return { is: 'line', text: onCallText(found, zoneOf(context, caller)), level };
}

function zoneOf({ settings }: Context, caller: Caller): string {
  return (caller.is === 'person' ? caller.person.zone : undefined) ?? settings.monitoring.zone;
}

/** By a Slack id, the configuration's name, or the whole name; with or without an @. */
function personOf(people: readonly Person[], typed: string): Person | undefined {
  const name = typed.replace(/^@/, '');
  return people.find(
    ({ id, slack, name: full }) =>
      slack === name || id === name.toLowerCase() || full.toLowerCase() === name.toLowerCase(),
  );
}

interface Saved {
  event: 'on-call-set' | 'on-call-cleared';
  details: Record<string, string>;
  text: string;
}

async function save(
  context: Context,
  { caller, place }: { caller: Extract<Caller, { is: 'person' }>; place: Place },
  { event, details, text }: Saved,
): Promise<Message> {
  const at = context.clock.now().toISOString();
  const said =
    event === 'on-call-set'
      ? `${text}, set by ${caller.person.name}.`
      : `${caller.person.name} ended who was set on call by hand.`;
  await context.store.transaction(async (tx: Tx) => {
    tx.journal.append({ subject: ON_CALL, event, actor: actorOf(caller, place), planHash: null, details });
    await enqueueNotice(tx, {
      ...{ subject: ON_CALL, text: said, level: 'info', channel: context.settings.slack.channel },
      ...{ key: `on-call:${at}:${caller.person.id}`, at },
    });
  });
  return { is: 'line', text: said, level: 'good' };
}

function usage(problem: string): Message {
  return refusal({ code: 'usage', command: 'on-call', problem, usage: 'on-call @person until 18:00' });
}

function refusal(reason: RefusalReason): Message {
  return { is: 'refusal', refusal: refuse(reason), asked: 'on-call' };
}
