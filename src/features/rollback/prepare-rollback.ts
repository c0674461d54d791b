import type { RollbackRequest } from '../../domain/click.ts';
import type { Operation } from '../../domain/operation.ts';
import type { ByRule, Caller } from '../../domain/person.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import { parseVersion, type ReleaseLine, releaseLineOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import { restoreForRollback } from '../../engine/guard.ts';
import { recordRefusal } from '../../engine/open-differences.ts';
import { ServiceError } from '../../ports/service-error.ts';
import { releaseContent } from '../release/plans/release-content.ts';
import { type Gathering, gatherRollback, lineOfLastMove, rollbackUnderWay } from './gather-rollback.ts';
import { joins } from './join-rollback.ts';
import { type DecidedRollback, decideRollback, noTarget } from './rollback-plan.ts';
import { knownGoodOf, type RollbackTarget, type StopTarget, type TargetAsk } from './rollback-target.ts';
import { unprovenRefusal, unprovenTarget } from './unproven.ts';

export type Prepared =
  | { is: 'prepared'; decided: DecidedRollback }
  | { is: 'joined'; same: Operation }
  | { is: 'stop'; stop: StopTarget }
  | Choosing
  | Refusal;

export interface Choosing {
  is: 'choose';
  stop: StopTarget;
  decided: DecidedRollback;
}

/** Chooses the target; a rollback that already runs to the same target is joined without a look at the services. */
export async function prepare(
  context: Context,
  request: RollbackRequest<Caller | ByRule>,
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
  request: RollbackRequest<Caller | ByRule>,
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
    const ask = askOf({ target, card, widens: underWay !== undefined });
    const decided = await decide(context, request, { releaseLine, look, ask });
    return decided.is === 'join' ? await prepareOn(context, request, look) : decided;
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

async function decide(
  context: Context,
  request: RollbackRequest<Caller | ByRule>,
  gathering: Gathering,
): Promise<Prepared | { is: 'join' }> {
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
    // Another request was faster: its rollback began while this one read.
    case 'join':
      return { is: 'join' };
  }
}

/** The warning for the person who confirms while the record differs. */
function underDoubt(decided: DecidedRollback): DecidedRollback {
  const warning = 'The record differs from what Navi wrote. This rollback uses authentic entries only.';
  return { ...decided, warnings: [warning, ...decided.warnings] };
}
