import {
  type ApprovalRule,
  approvalsNeeded,
  approvalsOf,
  type Decision,
  isApproved,
  mayDecide,
  rolesLeft,
  rolesNamed,
  standing,
} from '../../../domain/approval.ts';
import type { Click, Decided } from '../../../domain/click.ts';
import type { Message } from '../../../domain/message.ts';
import type { Operation } from '../../../domain/operation.ts';
import type { Person } from '../../../domain/person.ts';
import { shortHash } from '../../../domain/plan.ts';
import { rolesText } from '../../../domain/role-tree.ts';
import { accepted } from '../../../engine/accepted.ts';
import { type Believed, believe, cardKnown, deny, onClick, record } from '../../../engine/click.ts';
import type { Context } from '../../../engine/context.ts';
import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { peopleNow } from '../../../engine/people-now.ts';
import { recheck } from '../../../engine/recheck.ts';
import { byNavi, enqueueMessage, type Known, saveOperation, sealAt, wake } from '../../../engine/save.ts';
import { saveApproved } from '../../../engine/save-releases.ts';
import { saveRevision } from '../../../engine/save-revision.ts';
import type { Tx } from '../../../ports/store.ts';
import { movesOf, refusesIn, sameHash } from '../decidable.ts';

export default defineDecision({
  name: 'approve',
  about: OPERATION,
  permission: null,
  button: { label: 'Approve', says: 'Approve the', style: 'primary' },
  place: 30,
  offered: ({ state }) => state.is === 'awaiting-approval',
  asks: {
    title: 'Approve this release',
    submit: 'Approve',
    reason: null,
    says: movesOf,
    refuses: (tx, context, believed) => refusesIn(tx, context, { believed, decision: 'approve' }),
  },
  word: {
    name: 'approve',
    summary: 'Approve a plan from the terminal.',
    examples: ['approve rel_01J 6ad54d76'],
    takes: 'plan',
  },
  apply: approve,
});

/** The decision: evaluates the gates once more, then authorise, compare and set, journal. */
async function approve(context: Context, click: Decided): Promise<Message> {
  const before = await approvable(context, click);
  if ('refusal' in before) return before;
  const again = await recheck(context, before);
  return onClick(context, click, {
    asked: 'approve',
    apply: async (tx, believed) => {
      const refused =
        (await refusesIn(tx, context, { believed, decision: 'approve' })) ?? sameHash(believed.row, click);
      if (refused !== null) return { refused };
      if (again.is === 'blocked')
        return deny(tx, click, { asked: 'approve', reasons: again.refusal.reasons });
      const at = context.clock.now().toISOString();
      if (again.is === 'changed') {
        const revised = { ...again.operation, lease: believed.row.lease };
        const held = await saveRevision(tx, revised, { differences: again.differences, at, known: context });
        if (held.length > 0) return deny(tx, click, { asked: 'approve', reasons: held });
        return { refused: { code: 'plan-changed', operation: click.subject.id, changes: again.differences } };
      }
      return saveApproval(tx, click, { context, believed, at });
    },
  });
}

/** The operation, if this click may approve it, else the refusal: only then services are asked and their answers recorded. */
async function approvable(
  context: Context,
  click: Decided,
): Promise<Operation | Extract<Message, { is: 'refusal' }>> {
  await cardKnown(context, click, OPERATION);
  return context.store.transaction(async (tx) => {
    const believed = await believe(tx, click, OPERATION);
    if ('refused' in believed) return deny(tx, click, { asked: 'approve', reasons: [believed.refused] });
    const refused = await refusesIn(tx, context, { believed, decision: 'approve' });
    return refused === null ? believed.row : deny(tx, click, { asked: 'approve', reasons: [refused] });
  });
}

async function saveApproval(
  tx: Tx,
  click: Click,
  { context, believed, at }: { context: Context; believed: Believed; at: string },
): Promise<Message> {
  const { person, row: operation } = believed;
  const { plan } = operation;
  const rule = plan.content.approval;
  const people = await peopleNow(tx, context);
  const asked = { people, requester: operation.requester.person };
  const me = people.find(({ id }) => id === person.id) ?? person;
  const role = mayDecide(rule, me, asked);
  if ('refused' in role) return deny(tx, click, { asked: 'approve', reasons: [role.refused] });
  const mine: Decision = { person: person.id, role: role.role, decision: 'approve', planHash: plan.hash, at };
  const decisions = standing(rule, [...(await tx.journal.decisions(operation.id)), mine], asked);
  // The journal names them: the operation's row is only shown.
  const approvers = approvalsOf(plan.hash, decisions).map(({ person: id, at: since }) => ({
    person: id,
    name: people.find((one) => one.id === id)?.name ?? id,
    at: since,
  }));
  record(tx, click, { event: 'approved', believed, details: rolesOf(rule, me) });
  const { version } = plan.content;
  if (!isApproved(rule, plan.hash, decisions)) {
    await saveOperation(tx, { ...operation, approvers }, { at, known: context });
    const left = rolesText(rolesLeft(rule, plan.hash, decisions));
    const so = `${approvers.length} of ${approvalsNeeded(rule)} approvals so far`;
    return accepted(
      operation,
      `You approved v${version}. ${so}${left === '' ? '' : `; ${left} must approve`}.`,
    );
  }
  const started: Operation = { ...operation, approvers, state: { is: 'running', since: at } };
  await start(tx, started, { by: person, at, known: context });
  return accepted(operation, `You approved v${version}. The release is running.`);
}

/** The roles that count, where the rule asks for several. */
function rolesOf(rule: ApprovalRule, { roles }: Person): { roles?: string } {
  if (rule.is !== 'quorum' || (rule.covers === undefined && rule.also === undefined)) return {};
  const named = rolesNamed(rule);
  return { roles: roles.filter((role) => named.includes(role)).join(' ') };
}

async function start(
  tx: Tx,
  started: Operation,
  { by, at, known }: { by: Person; at: string; known: Known },
): Promise<void> {
  const { id, plan, approvers } = started;
  tx.journal.append(byNavi(started, 'started', { approvers: approvers.map((one) => one.person) }));
  const released = known.operations.open(started)?.releases;
  if (released !== undefined) await saveApproved(tx, started, { commit: released.commit, at });
  await saveOperation(tx, started, { at, known });
  await wake(tx, started, { at, known });
  const line = `Approved by ${by.name}, plan ${shortHash(plan.hash)}.`;
  await enqueueMessage(tx, started, {
    about: { is: 'line', text: line, level: 'info' },
    key: `line:${id}:approved:${plan.revision}:${by.id}`,
    at,
    known,
  });
  await sealAt(tx, started, { occasion: 'confirmed', at, known });
}
