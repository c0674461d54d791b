import type { RollbackRequest } from '../../domain/click.ts';
import type { Message, RollbackForm } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import type { RollbackContent } from '../../domain/plan.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import { type DecidedRollback, decideRollback } from '../../domain/rollback-plan.ts';
import { type Line, lineOf, parseVersion } from '../../domain/version.ts';
import { NeighbourError } from '../../ports/neighbour-error.ts';
import { accepted } from '../accepted.ts';
import type { Ground } from '../ports.ts';
import { type Gathering, gatherRollback, lineOfLastMove, rollbackUnderWay } from './gather-rollback.ts';
import { joinRollback, joins, keepRollback } from './keep-rollback.ts';
import type { Looks } from './looks.ts';

interface Prepared {
  is: 'prepared';
  decided: DecidedRollback;
}

/** What a rollback would do now. Loads the CDN's client meanwhile, so that the confirmation need not wait for it. */
export async function previewRollback(
  ground: Ground,
  request: RollbackRequest,
  looks: Looks,
): Promise<Message> {
  ground.cdn.warm();
  const prepared = await prepare(ground, request, looks.now);
  if (prepared.is === 'refusal') return { is: 'refusal', refusal: prepared, asked: askedOf(request) };
  if (prepared.is === 'joined') return shown(prepared.same);
  return { is: 'rollback-form', form: formOf(prepared, request) };
}

/**
 * The one confirmation (DESIGN §4.7): planned on what its form has shown if that is fresh, else on a new look; kept,
 * superseding whatever is under way on the line, and woken in the urgent lane, all in one transaction.
 */
export async function rollBack(ground: Ground, request: RollbackRequest, looks: Looks): Promise<Message> {
  ground.cdn.warm();
  const prepared = await prepare(ground, request, looks.asShown);
  if (prepared.is === 'refusal') return { is: 'refusal', refusal: prepared, asked: askedOf(request) };
  if (prepared.is === 'joined') return joinRollback(ground, request, prepared.same);
  const { decided } = prepared;
  if (decided.needsReason !== null && (request.reason ?? '').trim() === '')
    return {
      is: 'refusal',
      refusal: refuse({ code: 'reason-needed', why: decided.needsReason, command: askedOf(request) }),
      asked: askedOf(request),
    };
  return keepRollback(ground, request, prepared.decided);
}

type Joined = { is: 'joined'; same: Operation };

/** Decides on what to go back to; the same rollback under way already is joined, whatever has become of the world by now. */
async function prepare(
  ground: Ground,
  request: RollbackRequest,
  look: Gathering['look'],
): Promise<Prepared | Joined | Refusal> {
  const target = request.target === undefined ? undefined : parseVersion(request.target);
  if (request.target !== undefined && target === undefined)
    return refuse({ code: 'version-malformed', typed: request.target });
  const line: Line | undefined = target === undefined ? await lineOfLastMove(ground) : lineOf(target);
  if (line === undefined) return refuse({ code: 'no-target', line: 'any line' });
  const underWay = await rollbackUnderWay(ground, line);
  if (underWay !== undefined && joins(underWay.plan.content, { ...request, target }))
    return { is: 'joined', same: underWay };
  try {
    const facts = await gatherRollback(ground, { line, target, look });
    const stamp = {
      operation: ground.ids.operation('rbk'),
      revision: 1,
      now: ground.clock.now().toISOString(),
      policy: ground.policy,
    };
    const ask = { target, reason: request.reason, cdnOnly: request.cdnOnly };
    const decided = decideRollback(facts, ground.settings, { ask, stamp });
    return decided.is === 'refusal' ? decided : { is: 'prepared', decided };
  } catch (error) {
    if (!(error instanceof NeighbourError)) throw error;
    return refuse({
      code: 'neighbour-unreadable',
      neighbour: error.facts.neighbour,
      problem: error.facts.problem,
    });
  }
}

/** What somebody is told who opens the form while that rollback runs. */
function shown(same: Operation): Message {
  const { version } = same.plan.content;
  const asked = `The rollback to v${version}, asked for by ${same.requester.name},`;
  const text =
    same.state.is === 'stopped'
      ? `${asked} has stopped at ${same.state.step}: Retry on its card, or rollback v${version} --yes from the terminal, has it go on.`
      : `${asked} is under way already; look at its card. To go back to another version, name it.`;
  return accepted(same, text);
}

function formOf({ decided }: Prepared, request: RollbackRequest): RollbackForm {
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

function askedOf({ target, cdnOnly }: RollbackRequest): string {
  return `rollback${target === undefined ? '' : ` ${target}`}${cdnOnly ? ' --cdn-only' : ''}`;
}
