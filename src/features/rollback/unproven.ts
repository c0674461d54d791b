import type { Click } from '../../domain/click.ts';
import { type Actor, actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import {
  type ByRule,
  type Caller,
  nameOf,
  namesIn,
  type Person,
  type Place,
  shortClaim,
} from '../../domain/person.ts';
import { type RefusalReason, refuse } from '../../domain/refusal.ts';
import { operationSubject } from '../../domain/subject.ts';
import { onClick, placeOf } from '../../engine/click.ts';
import type { Context } from '../../engine/context.ts';
import { enqueueMessage, type Known, saveOperation } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';
import { confirmedAs, endUnproven } from './end-unproven.ts';
import { quarantineTakenBack } from './locks.ts';
import type { RollbackFacts } from './rollback-facts.ts';
import { knownGoodOf } from './rollback-target.ts';

/** Why an unproven caller may not roll back to this version, or null: only the known-good is allowed. */
export function unprovenTarget(
  caller: Caller | ByRule,
  facts: RollbackFacts,
  target: string,
): RefusalReason | null {
  const knownGood = knownGoodOf(facts.record) ?? null;
  if (caller.is === 'person' || target === knownGood) return null;
  return { code: 'unproven-target', target, knownGood };
}

/**
 * Why an unproven caller may not roll this line back now, or null: one is accepted until it was confirmed. A rule does
 * not confirm it either.
 */
export async function unprovenRefusal(
  tx: Tx,
  caller: Caller | ByRule,
  releaseLine: string,
): Promise<RefusalReason | null> {
  const before = caller.is === 'person' ? undefined : await tx.unproven.of(releaseLine);
  return before === undefined
    ? null
    : { code: 'unproven-twice', line: releaseLine, operation: before.operation };
}

/**
 * A proven rollback ends the one that waited for a confirmation on its line; any other must be confirmed, and the
 * owners are alerted.
 */
export async function noteProof(
  tx: Tx,
  caller: Caller | ByRule,
  { operation: { id, plan, requestedAt: at }, known }: { operation: Operation; known: Known },
): Promise<void> {
  const { line: releaseLine } = plan.content;
  if (caller.is === 'rule') return;
  if (caller.is !== 'unproven')
    return void (await endUnproven(tx, releaseLine, { by: nameOf(caller), at, known }));
  await tx.unproven.put({ line: releaseLine, operation: id, claimed: shortClaim(caller.claimed), since: at });
}

/** The note for card and owners about a rollback that no proven person has confirmed. */
export function unprovenNote(caller: Caller | ByRule, id: string): string | null {
  return caller.is === 'unproven'
    ? `${nameOf(caller)}. An on-call engineer has to confirm it here or with /navi confirm ${id}. Until then nothing is quarantined, and this line takes no second rollback without proof`
    : null;
}

/** *Confirmed*: a proven person takes responsibility. *Ended*: they do not, and the line accepts another. */
export type Confirming = 'confirmed' | 'ended';

/** The decision on an unproven rollback, from its card. */
export function confirmOnCard(context: Context, click: Click, how: Confirming): Promise<Message> {
  return onClick(context, click, {
    asked: how === 'confirmed' ? 'confirm' : 'end unconfirmed',
    apply: (tx, { row: operation, person }) =>
      decide(context, tx, { operation, person, how, actor: actorOf(click.caller, placeOf(click)) }),
  });
}

export interface ConfirmRequest {
  operation: string;
  how: Confirming;
  caller: Caller;
  place: Place;
}

/** The same by command. */
export async function confirmUnproven(
  context: Context,
  { operation: id, how, caller, place }: ConfirmRequest,
): Promise<Message> {
  if (caller.is === 'stranger') return refusal(id, { code: 'stranger', why: caller.why });
  if (caller.is === 'unproven') return refusal(id, { code: 'token-invalid' });
  const { person } = caller;
  return context.store.transaction(async (tx): Promise<Message> => {
    const operation = await tx.operations.lock(id);
    if (operation === undefined)
      return refusal(id, { code: 'operation-unknown', operation: id.slice(0, 60) });
    const said = await decide(context, tx, { operation, person, how, actor: actorOf(caller, place) });
    return 'refused' in said ? refusal(id, said.refused) : said;
  });
}

interface Decided {
  operation: Operation;
  person: Person;
  how: Confirming;
  actor: Actor;
}

/** A confirmation quarantines what was rolled back; after either decision the line accepts another. */
async function decide(
  context: Context,
  tx: Tx,
  { operation, person, how, actor }: Decided,
): Promise<Message | { refused: RefusalReason }> {
  const { clock, settings } = context;
  const { id, plan, approvers } = operation;
  const roles = settings.permissions['roll-back'];
  if (!person.roles.some((role) => roles.includes(role)))
    return {
      refused: {
        code: 'permission-missing',
        permission: 'roll-back',
        roles,
        people: namesIn(settings.people, roles),
      },
    };
  const { line: releaseLine, version } = plan.content;
  if ((await tx.unproven.of(releaseLine))?.operation !== id)
    return { refused: { code: 'not-unproven', operation: id } };
  const at = clock.now().toISOString();
  await tx.unproven.end(releaseLine);
  const isConfirmed = how === 'confirmed';
  tx.journal.append({
    subject: operationSubject(operation),
    event: isConfirmed ? 'rollback-confirmed' : 'rollback-unconfirmed',
    actor,
    planHash: plan.hash,
    details: { by: person.id },
  });
  if (isConfirmed) await quarantineTakenBack(tx, operation, { at, by: person.name });
  const { id: by, name } = person;
  const decided = confirmedAs(operation, { is: isConfirmed ? 'given' : 'ended', by: name, at });
  const approved = isConfirmed ? [...approvers, { person: by, name, at }] : approvers;
  await saveOperation(tx, { ...decided, approvers: approved }, { at, known: context });
  const text = isConfirmed
    ? `${name} confirmed this rollback, which was requested without proof.`
    : `${name} did not confirm this rollback, which was requested without proof. Nothing is quarantined.`;
  const level = isConfirmed ? 'good' : 'warn';
  await enqueueMessage(tx, operation, {
    about: { is: 'line', text, level },
    key: `line:${id}:confirmed`,
    at,
    known: context,
  });
  const answer = isConfirmed
    ? `You confirmed ${id}. The version it rolled back is quarantined.`
    : `You ended ${id} unconfirmed. ${releaseLine} stays at v${version} and can be rolled back again.`;
  return { is: 'line', text: answer, level: 'good' };
}

function refusal(id: string, reason: RefusalReason): Message {
  return { is: 'refusal', refusal: refuse(reason), asked: `confirm ${id}` };
}
