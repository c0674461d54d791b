import { actorOf } from '../domain/journal.ts';
import type { Message } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';
import { type Caller, nameOf, type Place, shortClaim } from '../domain/person.ts';
import { type RefusalReason, refuse } from '../domain/refusal.ts';
import type { RollbackFacts } from '../domain/rollback-facts.ts';
import { knownGoodOf } from '../domain/rollback-target.ts';
import { operationSubject } from '../domain/subject.ts';
import type { Tx } from '../ports/store.ts';
import { keepOperation, say } from './keep.ts';
import { quarantineTakenBack } from './marks.ts';
import type { Ground } from './ports.ts';

/** Why a caller who has proven nothing may not go back to this version, or null: the known-good is all they may. */
export function unprovenTarget(caller: Caller, facts: RollbackFacts, target: string): RefusalReason | null {
  const knownGood = knownGoodOf(facts.record) ?? null;
  if (caller.is === 'person' || target === knownGood) return null;
  return { code: 'unproven-target', target, knownGood };
}

/** Why a caller who has proven nothing may not roll this line back now, or null: one is taken until it was confirmed. */
export async function unprovenTwice(tx: Tx, caller: Caller, line: string): Promise<RefusalReason | null> {
  const before = caller.is === 'person' ? undefined : await tx.unproven.of(line);
  return before === undefined ? null : { code: 'unproven-twice', line, operation: before.operation };
}

/** A proven rollback ends what waited for a confirmation on its line; any other has to be confirmed, and the owners hear so. */
export async function noteProof(
  tx: Tx,
  caller: Caller,
  { id, plan, requestedAt: at }: Operation,
): Promise<void> {
  const { line } = plan.content;
  if (caller.is !== 'unproven') return tx.unproven.end(line);
  await tx.unproven.put({ line, operation: id, claimed: shortClaim(caller.claimed), since: at });
}

/** What the card and the owners are told of a rollback that nobody proven has confirmed. */
export function unprovenNote(caller: Caller, id: string): string | null {
  return caller.is === 'unproven'
    ? `${nameOf(caller)}. Nothing is quarantined, and the line takes no other of this kind, until somebody who may roll back types /navi confirm ${id}`
    : null;
}

export interface Confirming {
  operation: string;
  caller: Caller;
  place: Place;
}

/** A proven person stands for an unproven rollback: what it took back is quarantined, and its line takes another. */
export async function confirmUnproven(
  ground: Ground,
  { operation: id, caller, place }: Confirming,
): Promise<Message> {
  if (caller.is === 'stranger') return refusal(id, { code: 'stranger', why: caller.why });
  if (caller.is === 'unproven') return refusal(id, { code: 'token-invalid' });
  const { person } = caller;
  const at = ground.clock.now().toISOString();
  return ground.store.transaction(async (tx): Promise<Message> => {
    const operation = await tx.operations.lock(id);
    if (operation === undefined)
      return refusal(id, { code: 'operation-unknown', operation: id.slice(0, 60) });
    const { line } = operation.plan.content;
    if ((await tx.unproven.of(line))?.operation !== id)
      return refusal(id, { code: 'not-unproven', operation: id });
    await tx.unproven.end(line);
    tx.journal.append({
      subject: operationSubject(operation),
      event: 'rollback-confirmed',
      actor: actorOf(caller, place),
      planHash: operation.plan.hash,
      details: { by: person.id },
    });
    await quarantineTakenBack(tx, operation, { at, by: person.name });
    const { shown, approvers } = operation;
    const changes = shown.changes.filter((change) => !change.includes(`/navi confirm ${id}`));
    await keepOperation(
      tx,
      {
        ...operation,
        shown: { ...shown, changes },
        approvers: [...approvers, { person: person.id, name: person.name, at }],
      },
      at,
    );
    const text = `Confirmed by ${person.name}: this rollback was asked for without proof.`;
    await say(tx, operation, {
      about: { is: 'line', text, level: 'good' },
      key: `line:${id}:confirmed`,
      at,
    });
    return { is: 'line', text: `You confirmed ${id}. What it took back is quarantined.`, level: 'good' };
  });
}

function refusal(id: string, reason: RefusalReason): Message {
  return { is: 'refusal', refusal: refuse(reason), asked: `confirm ${id}` };
}
