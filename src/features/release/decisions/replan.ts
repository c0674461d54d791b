import { isApproved } from '../../../domain/approval.ts';
import type { Decided } from '../../../domain/click.ts';
import type { Message } from '../../../domain/message.ts';
import { accepted } from '../../../engine/accepted.ts';
import { type Believed, deny, onClick, record } from '../../../engine/click.ts';
import type { Context } from '../../../engine/context.ts';
import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { goOn } from '../../../engine/go-on.ts';
import { choiceIn, notOffered, offered } from '../../../engine/offered.ts';
import { recordRefusal } from '../../../engine/open-differences.ts';
import { saveRevision } from '../../../engine/save-revision.ts';
import type { Tx } from '../../../ports/store.ts';
import { releaseContent } from '../plans/release-content.ts';
import { decideAgain, type RestAgain, readWorld } from '../replan-rest.ts';

export default defineDecision({
  name: 'replan',
  about: OPERATION,
  permission: null,
  button: {
    label: 'Re-plan remaining steps',
    says: 'Re-plan remaining steps of the',
    style: 'primary',
  },
  place: 50,
  offered: (operation) => choiceIn(operation, 'replan'),
  word: {
    name: 'replan',
    summary: 'Re-plan the remaining steps of a release after a change outside Navi.',
    examples: ['replan rel_01J'],
    takes: 'nothing',
  },
  apply: replanTheRest,
});

/**
 * After drift: plans the remaining steps for the current world, as a revision that needs approval again (*re-plan the
 * rest*). Where nothing differs any more, the approved plan continues.
 */
async function replanTheRest(context: Context, click: Decided): Promise<Message> {
  const before = await context.store.transaction((tx) => tx.operations.get(click.subject.id));
  const planned = before?.plan.content;
  const world =
    planned !== undefined && releaseContent.is(planned) ? await readWorld(context, planned) : null;
  return onClick(context, click, {
    asked: 'replan',
    apply: async (tx, believed) => {
      const stopped = offered(context, believed, 'replan');
      if ('refused' in stopped) return stopped;
      const differs = await recordRefusal(tx);
      if (differs !== null) return { refused: differs };
      const { content } = believed.row.plan;
      if (world === null || !releaseContent.is(content)) return notOffered(believed, 'replan');
      const again = decideAgain(context, believed.row, { content, world });
      return saveRest(tx, click, { context, believed, again, step: stopped.step });
    },
  });
}

interface Rest {
  context: Context;
  believed: Believed;
  again: RestAgain;
  step: string;
}

async function saveRest(tx: Tx, click: Decided, { context, believed, again, step }: Rest): Promise<Message> {
  if (again.is === 'blocked') return deny(tx, click, { asked: 'replan', reasons: again.refusal.reasons });
  const { row: operation } = believed;
  const { plan } = operation;
  const { version, approval } = plan.content;
  const at = context.clock.now().toISOString();
  const holds = again.differences.length === 0;
  if (holds && isApproved(approval, plan.hash, await tx.journal.decisions(operation.id))) {
    record(tx, click, { event: 'retried', believed, details: { step } });
    await goOn(tx, operation, { at, known: context });
    return accepted(operation, `Nothing differs from the approved plan now. v${version} continues.`);
  }
  const differences = holds ? ['nothing else has changed'] : again.differences;
  const held = await saveRevision(tx, again.operation, { differences, at, known: context });
  if (held.length > 0) return deny(tx, click, { asked: 'replan', reasons: held });
  record(tx, click, { event: 'replanned', believed, details: { step } });
  return accepted(operation, `The remaining steps of v${version} are planned again and wait for approval.`);
}
