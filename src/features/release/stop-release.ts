import { isApproved } from '../../domain/approval.ts';
import type { StopRequest } from '../../domain/click.ts';
import { actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import { isOpen, type Operation } from '../../domain/operation.ts';
import type { Person } from '../../domain/person.ts';
import { hashPlan, type Plan, surfacesOf } from '../../domain/plan.ts';
import { type RefusalReason, refuse } from '../../domain/refusal.ts';
import { isPrerelease, parseVersion, releaseLineOf } from '../../domain/version.ts';
import { accepted } from '../../engine/accepted.ts';
import type { Context } from '../../engine/context.ts';
import { findTampering } from '../../engine/guard.ts';
import { putHoldersRight } from '../../engine/holders.ts';
import { mayEndReleases } from '../../engine/may-end.ts';
import { byNavi, saveOperation, wake } from '../../engine/save.ts';
import { endEarly } from '../../engine/supersede.ts';
import type { Tx } from '../../ports/store.ts';
import { releaseContent } from './plans/release-content.ts';
import { keptText, type StopContent } from './plans/stop-content.ts';
import { canBeStopped, keptBy, planStop, stopConfirmation } from './stop.ts';

type Refused = { refused: RefusalReason };

/** What stopping this release would do; a refusal where it cannot be stopped. Calls no service. */
export function previewStop(context: Context, request: StopRequest): Promise<Message> {
  return context.store.transaction(async (tx) => {
    const found = await findStoppable(tx, context, request);
    if ('refused' in found) return refusal(request, found.refused);
    const form = stopConfirmation(found.release, context.settings, request.reason ?? null);
    return { is: 'confirmation', form };
  });
}

/**
 * Stops a release that has changed nothing for customers: it runs no further step, and its run is ended. If there is
 * more to do, an operation of its own deprecates what the run published. All in one transaction.
 */
export async function stopRelease(context: Context, request: StopRequest): Promise<Message> {
  const at = context.clock.now().toISOString();
  const operation = context.ids.operation('stp');
  const before = await context.store.transaction((tx) => findStoppable(tx, context, request));
  // A plan that the journal does not know is not executed: then only the run is ended.
  const isSound = 'refused' in before || (await isKnown(context, before.release));
  return context.store.transaction(async (tx) => {
    const found = await findStoppable(tx, context, request);
    if ('refused' in found) return refusal(request, found.refused);
    const { release, person } = found;
    const stamp = { operation, revision: 1, now: at, policy: context.policy };
    const reason = request.reason?.trim() || null;
    const plan = isSound ? planStop(release, context.settings, { reason, stamp }) : null;
    const successor = plan === null ? null : operation;
    const isTakenBack = !isOpen(release.state);
    if (isTakenBack && plan === null)
      return refusal(request, { code: 'nothing-to-stop', asked: request.release, releases: [] });
    const state = { is: 'cancelled' as const, at, by: person.name, reason, successor };
    const ended = isTakenBack ? release : await end(tx, release, { context, request, state });
    if (plan !== null) await begin(tx, { context, request, plan, person });
    const { pointer, version } = ended.plan.content;
    const keeps = keptBy(ended);
    const kept = keptText({ keeps, pointer });
    const save =
      keeps === null && pointer.sha384 === null ? '' : ` ${kept.charAt(0).toUpperCase()}${kept.slice(1)}.`;
    return accepted(ended, `v${version} is ${isTakenBack ? 'taken back' : 'stopped'}.${save}`);
  });
}

/** Whether the journal knows this plan, and the approvals that its rule asks for. */
async function isKnown(context: Context, release: Operation): Promise<boolean> {
  if (isOpen(release.state)) return (await findTampering(context, release)) === null;
  const { content, hash } = release.plan;
  const decisions = await context.store.transaction((tx) => tx.journal.decisions(release.id));
  return hashPlan(content) === hash && isApproved(content.approval, hash, decisions);
}

type Cancelled = Extract<Operation['state'], { is: 'cancelled' }>;

async function end(
  tx: Tx,
  release: Operation,
  { context, request, state }: Pick<Beginning, 'context' | 'request'> & { state: Cancelled },
): Promise<Operation> {
  const { reason, successor } = state;
  tx.journal.append({
    ...byNavi(release, 'cancelled', { reason, successor }),
    actor: actorOf(request.caller, request.place),
  });
  return endEarly(tx, release, state, context);
}

interface Beginning {
  context: Context;
  request: StopRequest;
  plan: Plan<StopContent>;
  person: Person;
}

/** Saves the remaining work and enqueues its job; the line takes the next release when it has ended. */
async function begin(tx: Tx, { context, request, plan, person }: Beginning): Promise<void> {
  const operation = operationOf(context, { request, plan, person });
  const { createdAt: at, hash: planHash, content } = plan;
  await putHoldersRight(tx, context);
  await tx.surfaces.take(surfacesOf(content, context.settings.npm.liveTag), operation.id);
  await tx.operations.insert(operation);
  const entry = { subject: { kind: 'operation' as const, id: operation.id }, planHash };
  const actor = actorOf(request.caller, request.place);
  const details = { stops: content.stops, version: content.version, reason: content.reason };
  tx.journal.append({ ...entry, event: 'requested', actor, details });
  tx.journal.append({ ...entry, event: 'approved', actor, details: { confirmed: true } });
  await saveOperation(tx, operation, { at, known: context });
  await wake(tx, operation, { at, known: context });
}

function operationOf(
  context: Context,
  { request: { caller }, plan, person }: Omit<Beginning, 'context'>,
): Operation {
  const { createdAt: at } = plan;
  const { id, name } = person;
  return {
    id: plan.content.operation,
    kind: plan.content.kind,
    plan,
    state: { is: 'running', since: at },
    steps: Object.fromEntries(plan.content.steps.map((step) => [step.id, { is: 'waiting' as const }])),
    retries: {},
    shown: { verdicts: [], commitTitle: '', commitUrl: null, changes: [], knownGood: plan.content.keeps },
    requester: { person: id, name, account: caller.is === 'person' ? caller.account : '' },
    requestedAt: at,
    approvers: [{ person: id, name, at }],
    channel: context.settings.slack.channel,
    lease: null,
    finishedAt: null,
  };
}

/** The prerelease of this version, or with this id, that is done. */
async function donePrereleases(tx: Tx, asked: string): Promise<Operation[]> {
  const version = parseVersion(asked);
  const known =
    version === undefined
      ? [await tx.operations.get(asked)]
      : await tx.operations.ofReleaseLine(releaseLineOf(version), '');
  return known
    .filter((one) => one !== undefined)
    .filter(({ state, plan: { content } }) => {
      return state.is === 'done' && releaseContent.is(content) && isPrerelease(content.version);
    });
}

/** The open release, locked, if this person may stop it and it can still be stopped. */
async function findStoppable(
  tx: Tx,
  context: Context,
  { release: asked, caller }: StopRequest,
): Promise<{ release: Operation; person: Person } | Refused> {
  if (caller.is === 'stranger') return { refused: { code: 'stranger', why: caller.why } };
  if (caller.is === 'unproven') return { refused: { code: 'token-invalid' } };
  const denied = mayEndReleases(context.settings, caller.person);
  if (denied !== null) return { refused: denied };
  const open = (await tx.operations.open()).filter(releaseContent.isIn);
  const early = await donePrereleases(tx, asked);
  const meant = [...open, ...early].filter(
    (one) => one.id === asked || one.plan.content.version === parseVersion(asked),
  );
  const [only] = asked === '' && open.length === 1 ? open : meant;
  const release = only === undefined ? undefined : await tx.operations.lock(only.id);
  const others = open
    .filter((one) => canBeStopped(one, context.steps))
    .map(({ plan }) => plan.content.version);
  if (release === undefined || !(isOpen(release.state) || canBeStopped(release, context.steps)))
    return { refused: { code: 'nothing-to-stop', asked: asked === '' ? null : asked, releases: others } };
  const { version, pointer } = release.plan.content;
  if (!canBeStopped(release, context.steps))
    return { refused: { code: 'too-late-to-stop', version, to: pointer.from } };
  return { release, person: caller.person };
}

function refusal({ release }: StopRequest, reason: RefusalReason): Message {
  return { is: 'refusal', refusal: refuse(reason), asked: `stop ${release}`.trim() };
}
