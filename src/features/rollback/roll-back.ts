import type { RollbackRequest, StopRequest } from '../../domain/click.ts';
import type { Message } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import { refuse } from '../../domain/refusal.ts';
import { releaseLineOf } from '../../domain/version.ts';
import { accepted } from '../../engine/accepted.ts';
import type { Context } from '../../engine/context.ts';
import { stoppedAt } from '../../outbox/card/state.ts';
import { previewStop, stopRelease } from '../release/index.ts';
import { joinRollback } from './join-rollback.ts';
import type { Looks } from './looks.ts';
import { prepare } from './prepare-rollback.ts';
import { formOf } from './rollback-form.ts';
import type { DecidedRollback } from './rollback-plan.ts';
import type { StopTarget } from './rollback-target.ts';
import { saveRollback } from './save-rollback.ts';

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

function askedOf({ target, cdnOnly }: RollbackRequest): string {
  return `rollback${target === undefined ? '' : ` ${target}`}${cdnOnly ? ' --cdn-only' : ''}`;
}
