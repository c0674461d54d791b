import { type Decision, isApproved, mayDecide } from '../domain/approval.ts';
import type { Click, DecisionForm } from '../domain/click.ts';
import type { Message } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';
import type { Person } from '../domain/person.ts';
import { shortHash } from '../domain/plan.ts';
import { type Refusal, type RefusalReason, refuse } from '../domain/refusal.ts';
import type { Steps } from '../engine/steps.ts';
import { heldAgain, isRest } from '../features/release/rest-plan.ts';
import type { Tx } from '../ports/store.ts';
import { accepted } from './accepted.ts';
import { type Believed, believe, cardKnown, deny, onClick, record } from './click.ts';
import { byNavi, keepOperation, say, sealAt, wake } from './keep.ts';
import { keepRevision } from './keep-revision.ts';
import { replan } from './planners/replan.ts';
import type { Ground } from './ports.ts';
import { recordRefusal } from './record/open.ts';
import { saveApproved } from './save-releases.ts';
import { endWatches } from './supersede.ts';

/** Whether this person may decide on this card now, and what the modal shows, drawn from the store. */
export async function openDecision(
  ground: Ground,
  click: Click & { decision: 'approve' | 'reject' },
): Promise<DecisionForm | Refusal> {
  await cardKnown(ground, click);
  return ground.store.transaction(async (tx): Promise<DecisionForm | Refusal> => {
    const believed = await believe(tx, click);
    const refused =
      'refused' in believed
        ? believed.refused
        : ((await recordRefusal(tx)) ?? decidable(ground, believed, click.decision));
    if ('refused' in believed || refused !== null) {
      const reason = refused ?? ({ code: 'operation-unknown', operation: click.operation } as const);
      deny(tx, click, { asked: click.decision, reasons: [reason] });
      return refuse(reason);
    }
    const { operation } = believed;
    return { is: 'form', decision: click.decision, operation, moves: movesOf(operation) };
  });
}

/** The decision itself: gates once more, then authorise, compare and set, journal. */
export async function approve(ground: Ground, click: Click & { planHash: string }): Promise<Message> {
  const before = await ground.store.transaction((tx) => tx.operations.get(click.operation));
  const again =
    before?.state.is === 'awaiting-approval' ? await replan(ground, before) : { is: 'same' as const };
  return onClick(ground, click, {
    asked: 'approve',
    apply: async (tx, believed) => {
      const refused =
        (await recordRefusal(tx)) ??
        decidable(ground, believed, 'approve') ??
        sameHash(believed.operation, click);
      if (refused !== null) return { refused };
      if (again.is === 'blocked')
        return deny(tx, click, { asked: 'approve', reasons: again.refusal.reasons });
      const at = ground.clock.now().toISOString();
      const { liveTag } = ground.settings.npm;
      if (again.is === 'changed') {
        const revised = { ...again.operation, lease: believed.operation.lease };
        const held = await keepRevision(tx, revised, { differences: again.differences, at, liveTag });
        if (held.length > 0) return deny(tx, click, { asked: 'approve', reasons: held });
        return { refused: { code: 'plan-changed', operation: click.operation, changes: again.differences } };
      }
      return keepApproval(tx, click, { ground, believed, at, liveTag });
    },
  });
}

async function keepApproval(
  tx: Tx,
  click: Click,
  { ground, believed, at, liveTag }: { ground: Ground; believed: Believed; at: string; liveTag: string },
): Promise<Message> {
  const { person, operation } = believed;
  const { plan } = operation;
  const rule = plan.content.approval;
  const role = mayDecide(rule, person, {
    people: ground.settings.people,
    requester: operation.requester.person,
  });
  if ('refused' in role) return deny(tx, click, { asked: 'approve', reasons: [role.refused] });
  const mine: Decision = { person: person.id, role: role.role, decision: 'approve', planHash: plan.hash, at };
  const decisions = [...(await tx.journal.decisions(operation.id)), mine];
  const approvers = [
    ...operation.approvers.filter((one) => one.person !== person.id),
    { person: person.id, name: person.name, at },
  ];
  record(tx, click, { event: 'approved', believed, details: {} });
  const { version } = plan.content;
  if (!isApproved(rule, plan.hash, decisions)) {
    await keepOperation(tx, { ...operation, approvers }, at);
    const answer = `You approved v${version}. ${approvers.length} of ${rule.is === 'quorum' ? rule.n : 1} approvals so far.`;
    return accepted(operation, answer);
  }
  const started: Operation = { ...operation, approvers, state: { is: 'running', since: at } };
  await start(tx, started, { by: person, at });
  await endWatches(tx, started, { liveTag, at });
  return accepted(operation, `You approved v${version}. The release is running.`);
}

async function start(tx: Tx, started: Operation, { by, at }: { by: Person; at: string }): Promise<void> {
  const { id, plan, approvers } = started;
  tx.journal.append(byNavi(started, 'started', { approvers: approvers.map((one) => one.person) }));
  await saveApproved(tx, started, at);
  await keepOperation(tx, started, at);
  await wake(tx, started, at);
  const line = `Approved by ${by.name}, plan ${shortHash(plan.hash)}.`;
  await say(tx, started, {
    about: { is: 'line', text: line, level: 'info' },
    key: `line:${id}:approved:${plan.revision}:${by.id}`,
    at,
  });
  await sealAt(tx, started, { occasion: 'confirmed', at });
}

/** Rejects the plan, with a reason that the card shows and the journal keeps. */
export async function reject(
  ground: Ground,
  click: Click & { planHash: string; reason: string },
): Promise<Message> {
  return onClick(ground, click, {
    asked: 'reject',
    apply: async (tx, believed) => {
      const refused =
        (await recordRefusal(tx)) ??
        decidable(ground, believed, 'reject') ??
        sameHash(believed.operation, click);
      if (refused !== null) return { refused };
      const { operation, person } = believed;
      const at = ground.clock.now().toISOString();
      record(tx, click, { event: 'rejected', believed, details: { reason: click.reason } });
      await keepRejected(tx, operation, {
        rejected: { at, by: person.name, reason: click.reason },
        steps: ground.steps,
      });
      return accepted(operation, `You rejected v${operation.plan.content.version}.`);
    },
  });
}

/** A rejected request has ended; a rejected plan of the rest leaves the release stopped where it was. */
async function keepRejected(
  tx: Tx,
  operation: Operation,
  { rejected, steps }: { rejected: { at: string; by: string; reason: string }; steps: Steps },
): Promise<void> {
  const { at, by, reason } = rejected;
  if (isRest(operation)) {
    const why = `${by} rejected the plan of the remaining steps: ${reason}`;
    return keepOperation(tx, heldAgain(operation, { at, why, steps }), at);
  }
  await tx.surfaces.free(operation.id);
  await keepOperation(tx, { ...operation, state: { is: 'rejected', ...rejected }, finishedAt: at }, at);
}

/** Why this person cannot decide on this plan now, or null. */
function decidable(
  ground: Ground,
  { person, operation }: Believed,
  decision: 'approve' | 'reject',
): RefusalReason | null {
  if (operation.state.is === 'expired')
    return { code: 'plan-expired', operation: operation.id, version: operation.plan.content.version };
  if (operation.state.is !== 'awaiting-approval')
    return { code: 'already-decided', operation: operation.id, state: operation.state.is };
  if (Date.parse(operation.plan.expiresAt) <= ground.clock.now().getTime())
    return { code: 'plan-expired', operation: operation.id, version: operation.plan.content.version };
  if (decision === 'approve' && operation.approvers.some((one) => one.person === person.id))
    return { code: 'already-decided', operation: operation.id, state: 'approved by you' };
  const role = mayDecide(operation.plan.content.approval, person, {
    people: ground.settings.people,
    requester: operation.requester.person,
  });
  return 'refused' in role ? role.refused : null;
}

/** As many digits of a plan's hash as people are shown, and so can type. */
const SHOWN_DIGITS = 8;

function sameHash(
  { id, plan }: Operation,
  { card, planHash }: Click & { planHash: string },
): RefusalReason | null {
  if (planHash.length >= SHOWN_DIGITS && plan.hash.startsWith(planHash)) return null;
  if (card === 'terminal')
    return { code: 'plan-differs', operation: id, given: planHash, current: shortHash(plan.hash) };
  return { code: 'plan-outdated', operation: id, revision: plan.revision - 1, current: plan.revision };
}

/** What an approval will move, one line each. */
function movesOf({ plan }: Operation): string[] {
  const { pointer, packages } = plan.content;
  return [
    ...(plan.content.kind === 'release'
      ? [`tag ${plan.content.tag} at ${plan.content.commit.slice(0, 7)}`]
      : []),
    `${pointer.path}: ${pointer.from ?? 'nothing'} → ${pointer.to}`,
    ...packages
      .filter((move) => move.movesLatest)
      .map((move) => `latest of ${move.name}: ${move.before ?? 'nothing'} → ${move.after}`),
  ];
}
