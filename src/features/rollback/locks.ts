import { actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Caller, Place } from '../../domain/person.ts';
import { type RefusalReason, refuse } from '../../domain/refusal.ts';
import type { Context } from '../../engine/context.ts';
import { recordRefusal } from '../../engine/open-differences.ts';
import { enqueueNotice, saveOperation } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';
import type { LockedReleaseLine } from '../../ports/tables/release-lines.ts';
import { endUnproven } from './end-unproven.ts';
import { rollbackContent } from './plans/rollback-content.ts';

export interface Unlocking {
  releaseLine: string;
  reason: string;
  caller: Caller;
  place: Place;
}

/** Unlocks a release line after a rollback, with a journalled reason. */
export async function unlock(
  context: Context,
  { releaseLine, reason, caller, place }: Unlocking,
): Promise<Message> {
  const asked = `unlock ${releaseLine}`;
  if (caller.is !== 'person') return refusal(asked, { code: 'token-invalid' });
  return context.store.transaction(async (tx): Promise<Message> => {
    const differs = await recordRefusal(tx);
    if (differs !== null) return refusal(asked, differs);
    const known = await linesOf(tx);
    if (!known.includes(releaseLine))
      return refusal(asked, { code: 'line-unknown', typed: releaseLine, known });
    const lock = await tx.lockedLines.unlock(releaseLine);
    if (lock === undefined) return refusal(asked, { code: 'line-not-locked', line: releaseLine });
    const opened = { by: caller.person.name, at: context.clock.now().toISOString(), why: reason };
    await endUnproven(tx, releaseLine, { ...opened, known: context });
    const rollbacks = await lockedBy(tx, lock);
    tx.journal.append({
      subject: { kind: 'release-line', id: releaseLine },
      event: 'unlocked',
      actor: actorOf(caller, place),
      planHash: null,
      details: { reason, was: lock.why, rollbacks: rollbacks.map(({ id }) => id) },
    });
    for (const one of rollbacks)
      await saveOperation(tx, { ...one, opened }, { at: opened.at, known: context });
    const text = `${releaseLine} unlocked by ${caller.person.name}: ${reason}. It was locked: ${lock.why}.`;
    await enqueueNotice(tx, {
      subject: { kind: 'release-line', id: releaseLine },
      text,
      level: 'warn',
      channel: context.settings.slack.channel,
      key: `unlock:${releaseLine}:${opened.at}`,
      at: opened.at,
    });
    return { is: 'line', text, level: 'good' };
  });
}

/** The rollbacks behind this lock: the one that created it, and later ones on the locked line. */
async function lockedBy(tx: Tx, { line: releaseLine, since }: LockedReleaseLine): Promise<Operation[]> {
  const those = (await tx.operations.ofReleaseLine(releaseLine, since)).filter(rollbackContent.isIn);
  const locked = await Promise.all(those.map(({ id }) => tx.operations.lock(id)));
  return locked.filter((one) => one !== undefined);
}

async function linesOf(tx: Tx): Promise<string[]> {
  const surfaces = await tx.surfaces.all();
  return surfaces.flatMap(({ id }) => (id.startsWith('pointer:') ? [id.slice('pointer:'.length)] : []));
}

function refusal(asked: string, reason: RefusalReason): Message {
  return { is: 'refusal', refusal: refuse(reason), asked };
}

/** Quarantines a rolled-back version, so that it is no rollback target. */
export async function quarantineTakenBack(
  tx: Tx,
  operation: Operation,
  { at, by }: { at: string; by: string },
): Promise<void> {
  const { content } = operation.plan;
  if (!rollbackContent.is(content) || content.takenBack === null) return;
  const why = `rolled back by ${operation.id}`;
  const version = content.takenBack;
  await tx.quarantined.add({ version, why, by, since: at, operation: operation.id });
  tx.journal.append({
    subject: { kind: 'version', id: version },
    event: 'quarantined',
    actor: { is: 'navi' },
    planHash: operation.plan.hash,
    details: { reason: why },
  });
}

/** A release line that was rolled back takes no release until it is unlocked (decision 0007). */
export async function lockLine(
  tx: Tx,
  operation: Operation,
  { at, by }: { at: string; by: string },
): Promise<void> {
  const { content } = operation.plan;
  const taken = rollbackContent.is(content) ? content.takenBack : null;
  const why = `rolled back${taken === null ? '' : ` from v${taken}`} by ${operation.id}`;
  await tx.lockedLines.lock({ line: content.line, why, by, since: at, operation: operation.id });
  tx.journal.append({
    subject: { kind: 'release-line', id: content.line },
    event: 'locked',
    actor: { is: 'navi' },
    planHash: operation.plan.hash,
    details: { why },
  });
}
