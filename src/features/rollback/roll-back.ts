import type { RollbackRequest, StopRequest } from '../../domain/click.ts';
import type { Message, RollbackForm } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import { parseVersion, type ReleaseLine, releaseLineOf } from '../../domain/version.ts';
import { accepted } from '../../engine/accepted.ts';
import type { Context } from '../../engine/context.ts';
import { restoreForRollback } from '../../engine/guard.ts';
import { recordRefusal } from '../../engine/open-differences.ts';
import { stoppedAt } from '../../outbox/card/state.ts';
import { ServiceError } from '../../ports/service-error.ts';
import { previewStop, stopRelease } from '../release/index.ts';
import { releaseContent } from '../release/plans/release-content.ts';
import { type Gathering, gatherRollback, lineOfLastMove, rollbackUnderWay } from './gather-rollback.ts';
import type { Looks } from './looks.ts';
import type { RollbackContent } from './plans/rollback-content.ts';
import { type DecidedRollback, decideRollback, noTarget } from './rollback-plan.ts';
import { knownGoodOf, type RollbackTarget, type StopTarget, type TargetAsk } from './rollback-target.ts';
import { joinRollback, joins, saveRollback } from './save-rollback.ts';
import { unprovenRefusal, unprovenTarget } from './unproven.ts';

/**
 * What a rollback would do now. Meanwhile it loads the CDN's client, so that the confirmation need not wait for it.
 */
export async function previewRollback(
  context: Context,
  request: RollbackRequest,
  looks: Looks,
): Promise<Message> {
  context.cdn.warm();
  const prepared = await prepare(context, request, looks.now);
  switch (prepared.is) {
    case 'refusal':
      return { is: 'refusal', refusal: prepared, asked: askedOf(request) };
    case 'joined':
      return shown(prepared.same, context.steps);
    case 'stop':
      return request.target === undefined
        ? choiceOf(context, request, { ...prepared, decided: null })
        : previewStop(context, stopRequest(request, prepared.stop));
    case 'choose':
      return choiceOf(context, request, prepared);
    case 'prepared':
      return { is: 'rollback-form', form: formOf(prepared.decided, request) };
  }
}

/**
 * The confirmation of a rollback. It plans on the snapshot that its form has shown, if that is fresh, else on a new
 * one. One transaction saves the rollback, supersedes the line's open operation, and enqueues an urgent job. Where
 * the running release has moved nothing, a version must be named: the live one, which stops the release, or a
 * rollback target.
 */
export async function rollBack(context: Context, request: RollbackRequest, looks: Looks): Promise<Message> {
  context.cdn.warm();
  const prepared = await prepare(context, request, looks.asShown);
  switch (prepared.is) {
    case 'refusal':
      return { is: 'refusal', refusal: prepared, asked: askedOf(request) };
    case 'joined':
      return joinRollback(context, request, prepared.same);
    case 'stop':
      return request.target === undefined
        ? choiceOf(context, request, { ...prepared, decided: null })
        : stopRelease(context, stopRequest(request, prepared.stop));
    case 'choose':
      return choiceOf(context, request, prepared);
    case 'prepared':
      return confirmed(context, request, prepared.decided);
  }
}

async function confirmed(
  context: Context,
  request: RollbackRequest,
  decided: DecidedRollback,
): Promise<Message> {
  if (decided.needsReason !== null && (request.reason ?? '').trim() === '')
    return {
      is: 'refusal',
      refusal: refuse({ code: 'reason-needed', why: decided.needsReason, command: askedOf(request) }),
      asked: askedOf(request),
    };
  return saveRollback(context, request, decided);
}

type Prepared =
  | { is: 'prepared'; decided: DecidedRollback }
  | { is: 'joined'; same: Operation }
  | { is: 'stop'; stop: StopTarget }
  | Choosing
  | Refusal;

interface Choosing {
  is: 'choose';
  stop: StopTarget;
  decided: DecidedRollback;
}

/** Chooses the target; a rollback that already runs to the same target is joined without a look at the services. */
async function prepare(
  context: Context,
  request: RollbackRequest,
  look: Gathering['look'],
): Promise<Prepared> {
  const differing = await restoreForRollback(context);
  const prepared = await prepareOn(context, request, look);
  if (differing === null || !('decided' in prepared)) return prepared;
  const warnings = [`${differing}. This rollback relies on the journal.`, ...prepared.decided.warnings];
  return { ...prepared, decided: { ...prepared.decided, warnings } };
}

async function prepareOn(
  context: Context,
  request: RollbackRequest,
  look: Gathering['look'],
): Promise<Prepared> {
  const target = request.target === undefined ? undefined : parseVersion(request.target);
  if (request.target !== undefined && target === undefined)
    return refuse({ code: 'version-malformed', typed: request.target });
  const card = request.card === undefined ? undefined : await versionOnCard(context, request.card);
  const about = target ?? card;
  const releaseLine: ReleaseLine | undefined =
    about === undefined ? await lineOfLastMove(context) : releaseLineOf(about);
  if (releaseLine === undefined)
    return refuse({ code: 'no-target', line: 'any line', named: [], quarantined: [] });
  const underWay = await rollbackUnderWay(context, releaseLine);
  const asked = { target, cdnOnly: request.cdnOnly };
  if (underWay !== undefined && joins(underWay.plan.content, asked)) return { is: 'joined', same: underWay };
  try {
    return await decide(context, request, {
      releaseLine,
      look,
      ask: askOf({ target, card, widens: underWay !== undefined }),
    });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return refuse({
      code: 'neighbour-unreadable',
      service: error.facts.service,
      problem: error.facts.problem,
    });
  }
}

async function versionOnCard(context: Context, id: string): Promise<string | undefined> {
  const operation = await context.store.transaction((tx) => tx.operations.get(id));
  return operation === undefined ? undefined : releaseContent.in(operation)?.version;
}

interface Asked {
  target: string | undefined;
  card: string | undefined;
  widens: boolean;
}

/** `widens`: a request that wants more than the running rollback does not join it. */
function askOf({ target, card, widens }: Asked): TargetAsk {
  if (target !== undefined) return { is: 'named', version: target, widens };
  return card === undefined ? { is: 'bare', widens } : { is: 'card', version: card, widens };
}

async function decide(context: Context, request: RollbackRequest, gathering: Gathering): Promise<Prepared> {
  const { twice, differs } = await context.store.transaction(async (tx) => ({
    twice: await unprovenRefusal(tx, request.caller, gathering.releaseLine),
    differs: await recordRefusal(tx),
  }));
  if (twice !== null) return refuse(twice);
  const { facts, decision } = await gatherRollback(context, gathering);
  const stamp = {
    operation: context.ids.operation('rbk'),
    revision: 1,
    now: context.clock.now().toISOString(),
    policy: context.policy,
  };
  const { reason, cdnOnly, caller } = request;
  const plan = (target: RollbackTarget) => {
    const refused = unprovenTarget(caller, facts, target.to);
    if (refused !== null) return refuse(refused);
    const knownGood = knownGoodOf(facts.record) ?? null;
    if (differs !== null && target.to !== knownGood)
      return refuse({ code: 'record-differs-target', line: facts.releaseLine, target: target.to, knownGood });
    const decided = decideRollback(facts, context.settings, { ask: { target, reason, cdnOnly }, stamp });
    return decided.is === 'refusal' || differs === null ? decided : underDoubt(decided);
  };
  switch (decision.is) {
    case 'no-target':
      return refuse(noTarget(facts));
    case 'stop':
      return { is: 'stop', stop: decision };
    case 'roll-back': {
      const decided = plan(decision);
      return decided.is === 'refusal' ? decided : { is: 'prepared', decided };
    }
    case 'choose': {
      const decided = plan(decision.rollBack);
      return decided.is === 'refusal'
        ? { is: 'stop', stop: decision.stop }
        : { is: 'choose', stop: decision.stop, decided };
    }
    case 'join':
      throw new Error(`${decision.operation} was to be joined before anything was read`);
  }
}

/** The warning for the person who confirms while the record differs. */
function underDoubt(decided: DecidedRollback): DecidedRollback {
  const warning = 'The record differs from what Navi wrote. This rollback uses authentic entries only.';
  return { ...decided, warnings: [warning, ...decided.warnings] };
}

/** Both choices, by name; only one where there is no rollback target. */
async function choiceOf(
  context: Context,
  request: RollbackRequest,
  { stop: { version, keeps, ...stop }, decided }: { stop: StopTarget; decided: DecidedRollback | null },
): Promise<Message> {
  const said = await previewStop(context, stopRequest(request, stop));
  if (said.is !== 'confirmation') return said;
  const rollBack = decided === null ? null : formOf(decided, request);
  return {
    is: 'rollback-choice',
    choice: { line: releaseLineOf(version), version, keeps, stop: said.form, rollBack },
  };
}

function stopRequest(
  { reason, caller, place }: RollbackRequest,
  { operation }: Pick<StopTarget, 'operation'>,
): StopRequest {
  return { release: operation, reason, caller, place };
}

/** The form while that rollback already runs. */
function shown(same: Operation, steps: Context['steps']): Message {
  const { version } = same.plan.content;
  const asked = `The rollback to v${version}, requested by ${same.requester.name},`;
  const text =
    same.state.is === 'stopped'
      ? `${asked} is paused at "${stoppedAt(same, steps)}": press Retry on its card, or type rollback v${version} --yes in the terminal.`
      : `${asked} is already running. See its card. To roll back to another version, name it.`;
  return accepted(same, text);
}

function formOf({ plan: { content }, ...decided }: DecidedRollback, request: RollbackRequest): RollbackForm {
  return {
    line: content.line,
    target: content.version,
    from: content.pointer.from,
    moves: movesOf(content),
    warnings: decided.warnings,
    needsReason: decided.needsReason,
    reason: request.reason ?? null,
    cdnOnly: request.cdnOnly,
  };
}

function movesOf(content: RollbackContent): string[] {
  const { pointer } = content;
  return [
    `${pointer.path}: ${pointer.from ?? 'unknown content'} → ${pointer.to}`,
    ...content.packages.map((move) =>
      move.movesLatest
        ? `latest of ${move.name}: ${move.before ?? 'nothing'} → ${move.after}`
        : `latest of ${move.name}: stays at ${move.before ?? 'nothing'}`,
    ),
    ...content.deprecates.map((one) => `deprecate ${one.name}@${one.version}`),
  ];
}

function askedOf({ target, cdnOnly }: RollbackRequest): string {
  return `rollback${target === undefined ? '' : ` ${target}`}${cdnOnly ? ' --cdn-only' : ''}`;
}
