import type { RollbackRequest } from '../../domain/click.ts';
import { actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import { isOpen, type Operation } from '../../domain/operation.ts';
import { type ByRule, type Caller, nameOf } from '../../domain/person.ts';
import type { PlanContent } from '../../domain/plan.ts';
import { accepted } from '../../engine/accepted.ts';
import type { Context } from '../../engine/context.ts';
import { goOn } from '../../engine/go-on.ts';
import { stoppedAt } from '../../outbox/card/state.ts';
import type { Tx } from '../../ports/store.ts';
import { endUnproven } from './end-unproven.ts';
import { rollbackContent } from './plans/rollback-content.ts';

/** Whether the running rollback covers this request: the same target or none named, and no further npm versions. */
export function joins(
  underWay: PlanContent,
  asked: { target: string | undefined; cdnOnly: boolean },
): boolean {
  if (!rollbackContent.is(underWay)) return false;
  const target = asked.target ?? underWay.version;
  return target === underWay.version && (asked.cdnOnly || !underWay.cdnOnly);
}

/** Joins the rollback if it has not ended meanwhile. */
export async function joinRollback(
  context: Context,
  request: RollbackRequest,
  { id }: Operation,
): Promise<Message> {
  const at = context.clock.now().toISOString();
  return context.store.transaction(async (tx) => {
    const same = await tx.operations.lock(id);
    if (same === undefined) throw new Error(`${id} is no longer stored`);
    return join(tx, request, { same, at, known: context });
  });
}

/** The same rollback requested again joins the first; a paused one resumes. */
export async function join(
  tx: Tx,
  request: RollbackRequest<Caller | ByRule>,
  { same: found, at, known }: { same: Operation; at: string; known: Pick<Context, 'steps' | 'operations'> },
): Promise<Message> {
  const { version, line: releaseLine } = found.plan.content;
  const by = nameOf(request.caller);
  const ended =
    request.caller.is === 'person' ? await endUnproven(tx, releaseLine, { by, at, known }) : undefined;
  const same = ended?.id === found.id ? ended : found;
  if (!isOpen(same.state)) return accepted(same, `The rollback to v${version} has ended. See its card.`);
  if (same.state.is !== 'stopped')
    return accepted(same, `The rollback to v${version} is already running; you joined it.`);
  const { step } = same.state;
  const title = `"${stoppedAt(same, known.steps)}"`;
  tx.journal.append({
    subject: { kind: 'operation', id: same.id },
    event: 'retried',
    actor: actorOf(request.caller, request.place),
    planHash: same.plan.hash,
    details: { step },
  });
  await goOn(tx, same, { at, known });
  return accepted(same, `The rollback to v${version} was paused. Retrying from ${title}.`);
}
