import { actorOf } from '../domain/journal.ts';
import type { Message } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';
import type { Caller, Place } from '../domain/person.ts';
import { type RefusalReason, refuse } from '../domain/refusal.ts';
import { isNewer, lineOf, parseVersion } from '../domain/version.ts';
import type { LockedLine, Tx } from '../ports/store.ts';
import { keepOperation } from './keep.ts';
import type { Ground } from './ports.ts';

export interface Unlocking {
  line: string;
  reason: string;
  caller: Caller;
  place: Place;
}

/** Lets a line be released again after a rollback, with a reason that the journal keeps (DESIGN §4.7). */
export async function unlock(ground: Ground, { line, reason, caller, place }: Unlocking): Promise<Message> {
  const asked = `unlock ${line}`;
  if (caller.is !== 'person') return refusal(asked, { code: 'token-invalid' });
  return ground.store.transaction(async (tx): Promise<Message> => {
    const known = await linesOf(tx);
    if (!known.includes(line)) return refusal(asked, { code: 'line-unknown', typed: line, known });
    const lock = await tx.lockedLines.unlock(line);
    if (lock === undefined) return refusal(asked, { code: 'line-not-locked', line });
    const opened = { by: caller.person.name, at: ground.clock.now().toISOString(), why: reason };
    const rollbacks = await lockedBy(tx, lock);
    tx.journal.append({
      subject: { kind: 'release-line', id: line },
      event: 'unlocked',
      actor: actorOf(caller, place),
      planHash: null,
      details: { reason, was: lock.why, rollbacks: rollbacks.map(({ id }) => id) },
    });
    for (const one of rollbacks) await keepOperation(tx, { ...one, opened }, opened.at);
    return {
      is: 'line',
      text: `${line} is open for releases again. It was locked: ${lock.why}.`,
      level: 'good',
    };
  });
}

/** The rollbacks that this lock stands for: the one that put it there, and those that found the line locked since. */
async function lockedBy(tx: Tx, { line, since }: LockedLine): Promise<Operation[]> {
  const those = (await tx.operations.ofLine(line, since)).filter(({ kind }) => kind === 'rollback');
  const locked = await Promise.all(those.map(({ id }) => tx.operations.lock(id)));
  return locked.filter((one) => one !== undefined);
}

export interface Marking {
  version: string;
  reason: string;
  caller: Caller;
  place: Place;
}

/** Marks a release and every later one of its line faulty: what was built on a fault carries it (facts/anchors.md, SE). */
export async function markFaulty(
  ground: Ground,
  { version: typed, reason, caller, place }: Marking,
): Promise<Message> {
  const asked = `fault ${typed}`;
  if (caller.is !== 'person') return refusal(asked, { code: 'token-invalid' });
  const version = parseVersion(typed);
  if (version === undefined) return refusal(asked, { code: 'version-malformed', typed });
  return ground.store.transaction(async (tx): Promise<Message> => {
    const released = await releasedOn(tx, lineOf(version));
    if (!released.includes(version)) return refusal(asked, { code: 'version-not-recorded', version });
    const faulty = released.filter((one) => one === version || isNewer(one, version));
    const since = ground.clock.now().toISOString();
    for (const id of faulty) {
      const why = id === version ? reason : `built on v${version}: ${reason}`;
      await tx.quarantined.add({ version: id, why, by: caller.person.name, since, operation: null });
      tx.journal.append({
        subject: { kind: 'version', id },
        event: 'marked-faulty',
        actor: actorOf(caller, place),
        planHash: null,
        details: { reason: why },
      });
    }
    const named = faulty.map((one) => `v${one}`).join(', ');
    return { is: 'line', text: `Marked faulty, never gone back to: ${named}.`, level: 'warn' };
  });
}

async function linesOf(tx: Tx): Promise<string[]> {
  const surfaces = await tx.surfaces.all();
  return surfaces.flatMap(({ id }) => (id.startsWith('pointer:') ? [id.slice('pointer:'.length)] : []));
}

/** Every version of the line that Navi released or found live. */
async function releasedOn(tx: Tx, line: string): Promise<string[]> {
  return (await tx.releases.ofLine(line)).map(({ version }) => version);
}

function refusal(asked: string, reason: RefusalReason): Message {
  return { is: 'refusal', refusal: refuse(reason), asked };
}

/** What was taken back is never gone back to (facts/anchors.md, SE: everything above the target is faulty). */
export async function markTakenBack(
  tx: Tx,
  operation: Operation,
  { at, by }: { at: string; by: string },
): Promise<void> {
  const { content } = operation.plan;
  if (content.kind !== 'rollback' || content.takenBack === null) return;
  const why = `taken back by ${operation.id}`;
  const version = content.takenBack;
  await tx.quarantined.add({ version, why, by, since: at, operation: operation.id });
  tx.journal.append({
    subject: { kind: 'version', id: version },
    event: 'marked-faulty',
    actor: { is: 'navi' },
    planHash: operation.plan.hash,
    details: { reason: why },
  });
}

/** Nobody plans a release into a line that is being rolled back, until somebody clears it (docs/decisions/0007). */
export async function lockLine(
  tx: Tx,
  operation: Operation,
  { at, by }: { at: string; by: string },
): Promise<void> {
  const { content } = operation.plan;
  const taken = content.kind === 'rollback' ? content.takenBack : null;
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
