import type { RollbackRequest } from '../../domain/click.ts';
import { actorOf } from '../../domain/journal.ts';
import type { Message, RollbackForm } from '../../domain/message.ts';
import { isOpen, type Operation } from '../../domain/operation.ts';
import type { Role } from '../../domain/person.ts';
import { type RollbackContent, surfacesOf } from '../../domain/plan.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import type { RollbackFacts } from '../../domain/rollback-facts.ts';
import { type DecidedRollback, decideRollback, knownGood } from '../../domain/rollback-plan.ts';
import { type Line, lineOf, parseVersion } from '../../domain/version.ts';
import { NeighbourError } from '../../ports/neighbour-error.ts';
import type { Tx } from '../../ports/store.ts';
import { byNavi, keepOperation, say, wake } from '../keep.ts';
import type { Ground } from '../ports.ts';
import { gatherRollback, lineOfLastMove } from './gather-rollback.ts';

interface Prepared {
  is: 'prepared';
  facts: RollbackFacts;
  decided: DecidedRollback;
}

/** What a rollback would do now. Loads the CDN's client meanwhile, so that the confirmation need not wait for it. */
export async function previewRollback(ground: Ground, request: RollbackRequest): Promise<Message> {
  ground.cdn.warm();
  const prepared = await prepare(ground, request);
  if (prepared.is === 'refusal') return { is: 'refusal', refusal: prepared, asked: askedOf(request) };
  return { is: 'rollback-form', form: formOf(prepared, request) };
}

/**
 * The one confirmation (DESIGN §4.7): planned afresh, kept, superseding whatever is under way on the line, and woken
 * in the urgent lane, all in one transaction.
 */
export async function rollBack(ground: Ground, request: RollbackRequest): Promise<Message> {
  ground.cdn.warm();
  const prepared = await prepare(ground, request);
  if (prepared.is === 'refusal') return { is: 'refusal', refusal: prepared, asked: askedOf(request) };
  const { decided } = prepared;
  if (decided.needsReason !== null && (request.reason ?? '').trim() === '')
    return {
      is: 'refusal',
      refusal: refuse({ code: 'reason-needed', why: decided.needsReason, command: askedOf(request) }),
      asked: askedOf(request),
    };
  return keep(ground, request, prepared);
}

async function prepare(ground: Ground, request: RollbackRequest): Promise<Prepared | Refusal> {
  const target = request.target === undefined ? undefined : parseVersion(request.target);
  if (request.target !== undefined && target === undefined)
    return refuse({ code: 'version-malformed', typed: request.target });
  const line: Line | undefined = target === undefined ? await lineOfLastMove(ground) : lineOf(target);
  if (line === undefined) return refuse({ code: 'no-target', line: 'any line' });
  try {
    const facts = await gatherRollback(ground, line, target);
    const stamp = {
      operation: ground.ids.operation('rbk'),
      revision: 1,
      now: ground.clock.now().toISOString(),
      policy: ground.policy,
    };
    const ask = { target, reason: request.reason, cdnOnly: request.cdnOnly };
    const decided = decideRollback(facts, ground.settings, { ask, stamp });
    return decided.is === 'refusal' ? decided : { is: 'prepared', facts, decided };
  } catch (error) {
    if (!(error instanceof NeighbourError)) throw error;
    return refuse({
      code: 'neighbour-unreadable',
      neighbour: error.facts.neighbour,
      problem: error.facts.problem,
    });
  }
}

function formOf({ decided, facts }: Prepared, request: RollbackRequest): RollbackForm {
  const { content } = decided.plan;
  return {
    line: content.line,
    target: content.version,
    from: content.pointer.from,
    moves: movesOf(content),
    warnings: decided.warnings,
    needsReason: decided.needsReason,
    reason: request.reason ?? null,
    cdnOnly: request.cdnOnly,
    confirmWith: `rollback v${content.version}${request.cdnOnly ? ' --cdn-only' : ''}${
      knownGood(facts)?.version === content.version && decided.needsReason === null ? '' : ' --reason "…"'
    } --yes`,
  };
}

function movesOf(content: RollbackContent): string[] {
  const { pointer } = content;
  return [
    `${pointer.path}: ${pointer.from ?? 'unknown bytes'} → ${pointer.to}`,
    ...content.packages.map((move) =>
      move.movesLatest
        ? `latest of ${move.name}: ${move.before ?? 'nothing'} → ${move.after}`
        : `latest of ${move.name}: stays at ${move.before ?? 'nothing'}`,
    ),
    ...content.deprecates.map((one) => `deprecate ${one.name}@${one.version}`),
  ];
}

async function keep(ground: Ground, request: RollbackRequest, { decided }: Prepared): Promise<Message> {
  const { plan } = decided;
  const { content } = plan;
  const at = plan.createdAt;
  const operation = operationOf(ground, request, decided);
  return ground.store.transaction(async (tx): Promise<Message> => {
    const wanted = surfacesOf(content, ground.settings.npm.liveTag);
    const open = await inTheWay(tx, content.line, wanted);
    const same = open.find(
      (one) =>
        one.kind === 'rollback' &&
        one.plan.content.line === content.line &&
        one.plan.content.version === content.version,
    );
    if (same !== undefined)
      return accepted(same, `The rollback to v${content.version} is under way already; you have joined it.`);
    for (const other of open) await supersede(tx, other.id, { by: operation.id, at });
    const held = await tx.surfaces.take(wanted, operation.id);
    if (held.length > 0) throw new Error(`${held.map((one) => one.id).join(', ')} could not be taken over`);
    await tx.operations.insert(operation);
    const role = roleOf(ground, request);
    const entry = { subject: { kind: 'operation' as const, id: operation.id }, planHash: plan.hash };
    const actor = actorOf(request.caller, request.place, role);
    const details = { target: content.version, takenBack: content.takenBack, reason: content.reason };
    tx.journal.append({ ...entry, event: 'requested', actor, details });
    tx.journal.append({ ...entry, event: 'approved', actor, details: { confirmed: true } });
    tx.journal.append(byNavi(operation, 'started', { lane: 'urgent' }));
    await markTakenBack(tx, operation, { at, by: operation.requester.name });
    await lock(tx, operation, { at, by: operation.requester.name });
    await keepOperation(tx, operation, at);
    await wake(tx, operation, at);
    await reviewLater(
      tx,
      operation,
      new Date(Date.parse(at) + ground.settings.rollback.reviewAfter).toISOString(),
    );
    if (decided.needsReason !== null)
      await say(tx, operation, {
        about: {
          is: 'attention',
          operation: operation.id,
          text: `${decided.needsReason}. Reason: ${content.reason ?? ''}`,
          whom: 'owners',
        },
        key: `owners:${operation.id}`,
        at,
      });
    return accepted(operation, `${content.line} goes back to v${content.version}; the clock is on its card.`);
  });
}

/** What is open on the line, and what else holds a surface that the rollback moves: an unapproved plan of another line. */
async function inTheWay(tx: Tx, line: Line, wanted: readonly string[]): Promise<Operation[]> {
  const holders = (await tx.surfaces.all())
    .filter((surface) => wanted.includes(surface.id))
    .map((surface) => surface.heldBy);
  const open = await tx.operations.open();
  return open.filter((one) => one.plan.content.line === line || holders.includes(one.id));
}

function operationOf(
  ground: Ground,
  request: RollbackRequest,
  { plan, warnings }: DecidedRollback,
): Operation {
  const { caller } = request;
  const name =
    caller.is === 'person'
      ? caller.person.name
      : caller.is === 'unproven'
        ? `${caller.claimed} (unproven)`
        : '';
  const person = caller.is === 'person' ? caller.person.id : '';
  const account = caller.is === 'unproven' ? caller.claimed : caller.account;
  return {
    id: plan.content.operation,
    kind: 'rollback',
    plan,
    state: { is: 'running', since: plan.createdAt },
    steps: Object.fromEntries(plan.content.steps.map((step) => [step.id, { is: 'waiting' as const }])),
    retries: {},
    shown: {
      verdicts: [],
      commitTitle: '',
      commitUrl: null,
      changes: warnings,
      knownGood: plan.content.version,
    },
    requester: { person, name, account },
    requestedAt: plan.createdAt,
    approvers: [{ person, name, at: plan.createdAt }],
    channel: ground.settings.slack.channel,
    lease: null,
    finishedAt: null,
  };
}

/** Ends another operation where it is: its worker finds its lease gone before its next write (DESIGN §4.7). */
async function supersede(tx: Tx, id: string, { by, at }: { by: string; at: string }): Promise<void> {
  const other = await tx.operations.lock(id);
  if (other === undefined || !isOpen(other.state)) return;
  tx.journal.append(byNavi(other, 'superseded', { by }));
  await tx.surfaces.free(id);
  await keepOperation(tx, { ...other, state: { is: 'superseded', at, by }, lease: null, finishedAt: at }, at);
}

/** What was taken back is never gone back to (facts/anchors.md, SE: everything above the target is faulty). */
async function markTakenBack(
  tx: Tx,
  operation: Operation,
  { at, by }: { at: string; by: string },
): Promise<void> {
  const { content } = operation.plan;
  if (content.kind !== 'rollback' || content.takenBack === null) return;
  const why = `taken back by ${operation.id}`;
  await tx.marks.put({ kind: 'faulty', id: content.takenBack, why, by, since: at });
  tx.journal.append({
    subject: { kind: 'version', id: content.takenBack },
    event: 'marked-faulty',
    actor: { is: 'navi' },
    planHash: operation.plan.hash,
    details: { reason: why },
  });
}

async function lock(tx: Tx, operation: Operation, { at, by }: { at: string; by: string }): Promise<void> {
  const { content } = operation.plan;
  const taken = content.kind === 'rollback' ? content.takenBack : null;
  const why = `rolled back${taken === null ? '' : ` from v${taken}`} by ${operation.id}`;
  await tx.marks.put({ kind: 'locked', id: content.line, why, by, since: at });
  tx.journal.append({
    subject: { kind: 'line', id: content.line },
    event: 'locked',
    actor: { is: 'navi' },
    planHash: operation.plan.hash,
    details: { why },
  });
}

/** A rollback runs on one confirmation, so it owes a review (DESIGN §4.7). */
async function reviewLater(tx: Tx, operation: Operation, dueAt: string): Promise<void> {
  await tx.duties.put({
    key: `review:${operation.id}`,
    kind: 'review',
    subject: operation.id,
    lane: 'normal',
    dueAt,
  });
}

function roleOf(ground: Ground, { caller }: RollbackRequest): Role | null {
  if (caller.is !== 'person') return null;
  return ground.settings.permissions['roll-back'].find((role) => caller.person.roles.includes(role)) ?? null;
}

function askedOf({ target, cdnOnly }: RollbackRequest): string {
  return `rollback${target === undefined ? '' : ` ${target}`}${cdnOnly ? ' --cdn-only' : ''}`;
}

function accepted(operation: Operation, text: string): Message {
  return { is: 'accepted', operation: operation.id, version: operation.plan.content.version, text };
}
