import { decidersOf } from '../../domain/approval.ts';
import type { BreakGlass } from '../../domain/break-glass.ts';
import { shownVerdicts } from '../../domain/evaluate-gates.ts';
import { frozenAt } from '../../domain/freeze.ts';
import { actorOf, type JournalEntry } from '../../domain/journal.ts';
import { canonical } from '../../domain/json.ts';
import type { Message } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import { type Caller, nameOf, type Place, shortClaim } from '../../domain/person.ts';
import { type Refusal, type RefusalReason, refuse } from '../../domain/refusal.ts';
import { oneOf } from '../../domain/refusals/catalogue.ts';
import type { ReleaseFacts } from '../../domain/release-facts.ts';
import { parseVersion, releaseLineOf } from '../../domain/version.ts';
import { accepted } from '../../engine/accepted.ts';
import type { Context } from '../../engine/context.ts';
import { recordRefusal } from '../../engine/open-differences.ts';
import { byNavi, enqueueCard, expireAt, saveOperation } from '../../engine/save.ts';
import { takeSurfaces } from '../../engine/take-surfaces.ts';
import { cardFor } from '../../outbox/card/card-for.ts';
import { ServiceError } from '../../ports/service-error.ts';
import { enqueueTry } from '../surfaces/index.ts';
import { lackingForException } from './approval-of.ts';
import { noteBreakGlass } from './break-glass/reviews.ts';
import { owedBy, showOwed } from './checklist/sign-off-card.ts';
import { gatherRelease } from './gather-release.ts';
import { releaseContent } from './plans/release-content.ts';
import { leaveQueue, waitItsTurn } from './queue/queue.ts';
import { isBehind } from './queue/queue-card.ts';
import { judgementOf } from './record-judgement.ts';
import { type DecidedRelease, decideRelease } from './release-plan.ts';

export interface ReleaseAsk {
  version: string;
  dryRun: boolean;
  /** Whether it waits for its turn where only another release on the line is in the way, or waits no more. */
  queue?: 'wait' | 'leave';
  /** Why it must be released in a freeze. */
  exception?: string | undefined;
  /** Why it breaks the glass. */
  breakGlass?: string | undefined;
  caller: Caller;
  place: Place;
}

/** `/navi release`: gather, decide, save. A dry run is the same code without the save. */
export async function planRelease(context: Context, ask: ReleaseAsk): Promise<Message> {
  const version = parseVersion(ask.version);
  if (version === undefined) return refused(context, ask, refuse(malformed(ask.version)));
  const { caller, place } = ask;
  const waiting =
    caller.is === 'person' ? { version, releaseLine: releaseLineOf(version), caller, place } : null;
  if (ask.queue === 'leave' && waiting !== null) return leaveQueue(context, waiting);
  const differs = ask.dryRun ? null : await context.store.transaction(recordRefusal);
  if (differs !== null) return refused(context, ask, refuse(differs));
  const read = await readFacts(context, version);
  if ('is' in read) return refused(context, ask, read);
  const facts = withException(context, ask, read);
  if ('is' in facts) return refused(context, ask, facts);
  const id = context.ids.operation('rel');
  const stamp = {
    operation: id,
    revision: 1,
    now: context.clock.now().toISOString(),
    policy: context.policy,
  };
  const decided = decideRelease(facts, context.settings, stamp);
  const judged = judgementOf({
    occasion: 'request',
    policy: context.policy,
    verdicts: decided.verdicts,
    facts,
  });
  if (!ask.dryRun) await context.store.transaction((tx) => showOwed(tx, context, owedBy(facts, context)));
  if (decided.is === 'refusal') {
    const isOnlyHeld = decided.reasons.every((one) => one.code === 'surface-held' && one.version !== version);
    if (ask.queue === 'wait' && waiting !== null && isOnlyHeld) return waitItsTurn(context, waiting);
    return refused(context, ask, decided, judged);
  }
  const { breakGlass } = decided.plan.content;
  if (breakGlass?.lifts.length === 0) return refused(context, ask, refuse(liftsNothing(version)), judged);
  if (ask.queue === 'wait' && waiting !== null && (await isBehind(context, decided.plan.content)))
    return waitItsTurn(context, waiting);
  const operation = operationOf({ context, ask, facts, decided });
  if (ask.dryRun) return { is: 'plan', card: cardFor(context, operation), dryRun: true };
  return save(context, ask, { operation, judged });
}

/** The facts, or a refusal that names the service that could not be read. */
export async function readFacts(
  context: Context,
  version: string,
  planned?: string,
): Promise<ReleaseFacts | Refusal> {
  try {
    return await gatherRelease(context, version, planned);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, problem } = error.facts;
    context.telemetry.warn('facts could not be gathered', { service, problem });
    return refuse({ code: 'neighbour-unreadable', service, problem });
  }
}

/** The facts with the requester, and with break glass or the exception to the freezes in force, where one is asked for. */
function withException(
  { clock, settings }: Context,
  { caller, exception: reason, breakGlass }: ReleaseAsk,
  read: ReleaseFacts,
): ReleaseFacts | Refusal {
  const facts = { ...read, requester: requesterOf(caller).person };
  if (breakGlass !== undefined) return { ...facts, breakGlass };
  if (reason === undefined) return facts;
  const freezes = frozenAt(facts.freezes, clock.now().toISOString()).map(({ id }) => id);
  if (freezes.length === 0) return refuse({ code: 'exception-not-needed', version: facts.asked });
  const lacking = lackingForException(facts, settings);
  return lacking === null ? { ...facts, exception: { freezes, reason } } : refuse(lacking);
}

interface Decided {
  context: Context;
  ask: ReleaseAsk;
  facts: ReleaseFacts;
  decided: DecidedRelease;
}

function operationOf({ context, ask, facts, decided }: Decided): Operation {
  const { plan, verdicts } = decided;
  const who = requesterOf(ask.caller);
  return {
    id: plan.content.operation,
    kind: plan.content.kind,
    plan,
    state: { is: 'awaiting-approval' },
    steps: Object.fromEntries(plan.content.steps.map((step) => [step.id, { is: 'waiting' as const }])),
    retries: {},
    shown: shownOf(facts, verdicts),
    requester: who,
    requestedAt: plan.createdAt,
    approvers: [],
    channel: context.settings.slack.channel,
    lease: null,
    finishedAt: null,
  };
}

/** The announcement has no more lines of changes. */
const MOST_TITLES = 20;

/** What the card shows in addition to the plan; not hashed. */
export function shownOf(facts: ReleaseFacts, verdicts: DecidedRelease['verdicts']): Operation['shown'] {
  const known = facts.changes.is === 'known' ? facts.changes : undefined;
  return {
    verdicts: shownVerdicts(verdicts),
    commitTitle: facts.commit.title,
    commitUrl: facts.commit.url === '' ? null : facts.commit.url,
    changes: known?.newest.slice(0, MOST_TITLES).map(({ title }) => title) ?? [],
    changesInAll: known?.inAll ?? null,
    contents: {
      commits: known?.newest ?? [],
      compareUrl: known?.compareUrl ?? null,
      before: known?.before ?? {},
      reach: facts.reach,
    },
    knownGood: facts.knownGood ?? null,
  };
}

function requesterOf(caller: Caller): Operation['requester'] {
  switch (caller.is) {
    case 'person':
      return { person: caller.person.id, name: caller.person.name, account: caller.account };
    case 'unproven':
      return { person: '', name: nameOf(caller), account: shortClaim(caller.claimed) };
    case 'stranger':
      return { person: '', name: caller.account, account: caller.account };
  }
}

/** Operation, surfaces, journal event, card and job in one transaction. */
async function save(
  context: Context,
  ask: ReleaseAsk,
  { operation, judged }: { operation: Operation; judged: JournalEntry['details'] },
): Promise<Message> {
  const { version } = operation.plan.content;
  const at = operation.requestedAt;
  return context.store.transaction(async (tx): Promise<Message> => {
    const spares = (one: Operation) => isTwin(one, operation);
    const findTwin = async () => (await tx.operations.open()).find(spares);
    // The plan exists already: redraws its card, and posts it again if it was deleted.
    const isOpen = async (twin: Operation) => {
      await enqueueCard(tx, twin, { at, known: context });
      return accepted(twin, `v${version} is already requested (${twin.id}). See its card.`);
    };
    const twin = await findTwin();
    if (twin !== undefined) return isOpen(twin);
    const held = await takeSurfaces(tx, operation, { known: context, at, spares });
    // Another process may have saved the same request while this one waited for the surfaces.
    const late = held.length > 0 ? await findTwin() : undefined;
    if (late !== undefined) return isOpen(late);
    if (held.length > 0) return { is: 'refusal', refusal: refuse(...held), asked: `release ${ask.version}` };
    await tx.operations.insert(operation);
    tx.journal.append({
      subject: { kind: 'operation', id: operation.id },
      event: 'requested',
      actor: actorOf(ask.caller, ask.place),
      planHash: operation.plan.hash,
      details: {
        version,
        commit: commitOf(operation),
        expiresAt: operation.plan.expiresAt,
        ...exceptionDetails(operation),
      },
    });
    tx.journal.append(byNavi(operation, 'judged', judged));
    const breakGlass = breakGlassOf(operation);
    const by = { by: operation.requester.name, actor: actorOf(ask.caller, ask.place) };
    if (breakGlass !== undefined) await noteBreakGlass(tx, context, { operation, breakGlass, ...by, at });
    await expireAt(tx, operation);
    await enqueueTry(tx, at);
    await saveOperation(tx, operation, { at, known: context });
    return accepted(operation, planPosted(context, operation));
  });
}

/** The same release requested twice (a repeated delivery, a second Enter) is one request. */
function isTwin(one: Operation, other: Operation): boolean {
  return (
    one.plan.content.version === other.plan.content.version &&
    commitOf(one) === commitOf(other) &&
    canonical(exceptionDetails(one)) === canonical(exceptionDetails(other)) &&
    (one.state.is !== 'awaiting-approval' || one.requester.person === other.requester.person)
  );
}

function breakGlassOf({ plan }: Operation): BreakGlass | undefined {
  return releaseContent.is(plan.content) ? plan.content.breakGlass : undefined;
}

function exceptionDetails(operation: Operation): JournalEntry['details'] {
  const { plan } = operation;
  const breakGlass = breakGlassOf(operation);
  if (breakGlass !== undefined) return { breakGlass: breakGlass.reason, lifts: [...breakGlass.lifts] };
  const exception = releaseContent.is(plan.content) ? plan.content.exception : undefined;
  return exception === undefined ? {} : { exception: exception.reason, freezes: [...exception.freezes] };
}

function commitOf({ plan }: Operation): string | null {
  return releaseContent.is(plan.content) ? plan.content.commit : null;
}

function liftsNothing(version: string): RefusalReason {
  return {
    ...{ code: 'gate-refused', gate: 'break glass', who: 'no action needed' },
    text: `There is nothing that break glass could lift for v${version}.`,
    next: `Type /navi release v${version}.`,
  };
}

/** Why it is no version, and what may be meant. */
export function malformed(typed: string): RefusalReason {
  const parts = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(typed);
  if (parts === null) return { code: 'version-malformed', typed };
  const meant = `v${Number(parts[1])}.${Number(parts[2] ?? 0)}.${Number(parts[3] ?? 0)}`;
  return { code: 'version-malformed', typed, meant };
}

/** A refusal is an event too, except in a dry run, which saves nothing. */
async function refused(
  context: Context,
  ask: ReleaseAsk,
  refusal: Refusal,
  judged: JournalEntry['details'] = {},
): Promise<Message> {
  const asked = `release ${ask.version}${ask.dryRun ? ' --dry-run' : ''}`;
  context.telemetry.count('refusals', { code: refusal.reasons[0]?.code ?? 'none' });
  if (!ask.dryRun)
    await context.store.transaction(async (tx) => {
      if (refusal.reasons.some((reason) => reason.code === 'right-refused'))
        await enqueueTry(tx, context.clock.now().toISOString());
      tx.journal.append({
        subject: { kind: 'caller', id: requesterOf(ask.caller).account },
        event: 'refused',
        actor: actorOf(ask.caller, ask.place),
        planHash: null,
        details: { asked, codes: refusal.reasons.map((reason) => reason.code), ...judged },
      });
    });
  return { is: 'refusal', refusal, asked };
}

function planPosted({ settings: { people } }: Context, { plan, requester }: Operation): string {
  const rule = plan.content.approval;
  if (rule.is === 'none') return 'Plan posted. It needs no approval.';
  const deciders = decidersOf(rule, { people, requester: requester.person });
  const names = oneOf(deciders.map(({ name }) => name)) ?? 'an approver (none is configured)';
  return `Plan posted. Waiting for approval from ${names}.`;
}
