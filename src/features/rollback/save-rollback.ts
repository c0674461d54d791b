import type { RollbackRequest } from '../../domain/click.ts';
import { actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import { type ByRule, type Caller, nameOf, type Role, shortClaim } from '../../domain/person.ts';
import { isOnLine, surfacesOf } from '../../domain/plan.ts';
import { type RefusalReason, refuse } from '../../domain/refusal.ts';
import { operationSubject } from '../../domain/subject.ts';
import type { ReleaseLine } from '../../domain/version.ts';
import { accepted } from '../../engine/accepted.ts';
import type { Context } from '../../engine/context.ts';
import { putHoldersRight } from '../../engine/holders.ts';
import { byNavi, enqueueMessage, type Known, saveOperation, sealAt, wake } from '../../engine/save.ts';
import { supersede } from '../../engine/supersede.ts';
import type { Tx } from '../../ports/store.ts';
import { enqueueIncident } from '../customers/index.ts';
import { join, joins } from './join-rollback.ts';
import { lockLine, quarantineTakenBack } from './locks.ts';
import { rollbackContent } from './plans/rollback-content.ts';
import type { DecidedRollback } from './rollback-plan.ts';
import { noteProof, unprovenNote, unprovenRefusal } from './unproven.ts';

type Request = RollbackRequest<Caller | ByRule>;

/** What belongs to the same transaction: says why the rollback must not begin after all, or null. */
export type Alongside = (tx: Tx, operation: string) => Promise<RefusalReason | null>;

/**
 * Saves a confirmed rollback in one transaction: it supersedes the line's open operation, takes the surfaces,
 * quarantines what it rolls back, locks the line and enqueues the job. A rollback that already runs to the same
 * target is joined.
 */
export async function saveRollback(
  context: Context,
  request: Request,
  decided: DecidedRollback,
  alongside: Alongside = async () => null,
): Promise<Message> {
  const { content, createdAt: at } = decided.plan;
  const operation = operationOf(context, request, decided);
  return context.store.transaction(async (tx): Promise<Message> => {
    const { liveTag } = context.settings.npm;
    const wanted = surfacesOf(content, liveTag);
    const open = await inTheWay(tx, context, { releaseLine: content.line, wanted });
    const same = open.find((one) =>
      joins(one.plan.content, { target: content.version, cdnOnly: content.cdnOnly }),
    );
    if (same !== undefined) return join(tx, request, { same, at, known: context });
    const twice = await unprovenRefusal(tx, request.caller, content.line);
    if (twice !== null) return { is: 'refusal', refusal: refuse(twice), asked: 'rollback' };
    const refused = await alongside(tx, operation.id);
    if (refused !== null) return { is: 'refusal', refusal: refuse(refused), asked: 'rollback' };
    for (const other of open) await supersede(tx, other.id, { by: operation.id, at, known: context });
    const held = await tx.surfaces.take(wanted, operation.id);
    if (held.length > 0) throw new Error(`${held.map((one) => one.id).join(', ')} could not be taken over`);
    await tx.operations.insert(operation);
    journalConfirmed(tx, operation, { request, role: roleOf(context, request) });
    const by = { at, by: operation.requester.name };
    const note = unprovenNote(request.caller, operation.id) ?? ruleNote(request.caller);
    const isProven = request.caller.is !== 'unproven';
    if (request.quarantines !== false && isProven) await quarantineTakenBack(tx, operation, by);
    await noteProof(tx, request.caller, { operation, known: context });
    await lockLine(tx, operation, by);
    await saveOperation(tx, operation, { at, known: context });
    await wake(tx, operation, { at, known: context });
    await sealAt(tx, operation, { occasion: 'confirmed', at, known: context });
    await tellCustomers(tx, operation);
    await reviewLater(tx, operation, later(at, context.settings.rollback.reviewAfter));
    const why = [note, decided.needsReason].filter((one) => one !== null);
    if (why.length > 0) await callOwners(tx, operation, { why: why.join('. '), known: context });
    return accepted(
      operation,
      `Rolling back ${content.line} to v${content.version}. Its card and /navi status show the progress.`,
    );
  });
}

function later(at: string, ms: number): string {
  return new Date(Date.parse(at) + ms).toISOString();
}

/** Request and confirmation are one act: one row each, in the caller's name. */
function journalConfirmed(
  tx: Tx,
  operation: Operation,
  { request, role }: { request: Request; role: Role | null },
): void {
  const { content, hash: planHash } = operation.plan;
  if (!rollbackContent.is(content)) return;
  const entry = { subject: { kind: 'operation' as const, id: operation.id }, planHash };
  const actor = actorOf(request.caller, request.place, role);
  const { caller } = request;
  const rule = caller.is === 'rule' ? { rule: caller.rule } : {};
  const judged = caller.is === 'rule' ? { judged: caller.judged } : {};
  const details = { target: content.version, takenBack: content.takenBack, reason: content.reason };
  tx.journal.append({ ...entry, event: 'requested', actor, details: { ...details, ...rule, ...judged } });
  tx.journal.append({ ...entry, event: 'approved', actor, details: { confirmed: true, ...rule } });
  tx.journal.append(byNavi(operation, 'started', { priority: 'urgent' }));
}

/** The note for card and owners about a rollback that no person has asked for. */
function ruleNote(caller: Caller | ByRule): string | null {
  return caller.is === 'rule' ? `Automatic, by the rule ${caller.rule} of the configuration` : null;
}

/** An unusual rollback is not stopped, but the owners are alerted immediately, with its reason. */
async function callOwners(
  tx: Tx,
  operation: Operation,
  { why, known }: { why: string; known: Known },
): Promise<void> {
  const { content, createdAt } = operation.plan;
  const reason = rollbackContent.is(content) ? (content.reason ?? '') : '';
  await enqueueMessage(tx, operation, {
    about: {
      is: 'attention',
      text: `${why}. Reason: ${reason}`,
      whom: 'owners',
    },
    key: `owners:${operation.id}`,
    at: createdAt,
    known,
  });
}

/**
 * What is open on the line, and other holders of a surface that the rollback moves: unapproved plans of other lines.
 */
async function inTheWay(
  tx: Tx,
  context: Context,
  { releaseLine, wanted }: { releaseLine: ReleaseLine; wanted: readonly string[] },
): Promise<Operation[]> {
  const holders = (await putHoldersRight(tx, context))
    .filter((surface) => wanted.includes(surface.id))
    .map((surface) => surface.heldBy);
  const open = await tx.operations.open();
  return open.filter((one) => isOnLine(one.plan.content, releaseLine) || holders.includes(one.id));
}

function operationOf(context: Context, request: Request, { plan, warnings }: DecidedRollback): Operation {
  const { caller } = request;
  const name = nameOf(caller);
  const unproven = unprovenNote(caller, plan.content.operation);
  const note = unproven ?? ruleNote(caller);
  const person = caller.is === 'person' ? caller.person.id : '';
  return {
    id: plan.content.operation,
    kind: plan.content.kind,
    plan,
    state: { is: 'running', since: plan.createdAt },
    steps: Object.fromEntries(plan.content.steps.map((step) => [step.id, { is: 'waiting' as const }])),
    retries: {},
    shown: {
      verdicts: [],
      commitTitle: '',
      commitUrl: null,
      changes: note === null ? warnings : [note, ...warnings],
      knownGood: plan.content.version,
    },
    requester: { person, name, account: accountOf(caller) },
    requestedAt: plan.createdAt,
    approvers: [{ person, name, at: plan.createdAt }],
    channel: context.settings.slack.channel,
    lease: null,
    finishedAt: null,
    ...(unproven === null ? {} : { confirmation: { is: 'wanted' as const } }),
  };
}

function accountOf(caller: Caller | ByRule): string {
  if (caller.is === 'rule') return '';
  return caller.is === 'unproven' ? shortClaim(caller.claimed) : caller.account;
}

/** The notice of a rollback is drafted at once; nothing is sent before it was reviewed. */
async function tellCustomers(tx: Tx, operation: Operation): Promise<void> {
  const { content, createdAt: at } = operation.plan;
  if (!rollbackContent.is(content) || content.takenBack === null) return;
  const { person } = operation.requester;
  await enqueueIncident(tx, {
    ...{ subject: operationSubject(operation), at, topic: 'rollback', says: null },
    ...{ version: content.takenBack, restored: content.version, person: person === '' ? null : person },
  });
}

/** A rollback runs on one confirmation, so it requires a review. */
async function reviewLater(tx: Tx, operation: Operation, dueAt: string): Promise<void> {
  await tx.jobs.put({
    key: `review:${operation.id}`,
    kind: 'review',
    subject: operationSubject(operation),
    priority: 'normal',
    dueAt,
  });
}

function roleOf(context: Context, { caller }: Request): Role | null {
  if (caller.is !== 'person') return null;
  return context.settings.permissions['roll-back'].find((role) => caller.person.roles.includes(role)) ?? null;
}
