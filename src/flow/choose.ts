import type { Click } from '../domain/click.ts';
import type { Message } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';
import { type Refusal, refuse } from '../domain/refusal.ts';
import type { Choice } from '../domain/step.ts';
import type { Tx } from '../ports/store.ts';
import { type Believed, believe, onClick, record } from './click.ts';
import { keepOperation, wake } from './keep.ts';
import { planRelease } from './planners/plan-release.ts';
import type { Ground } from './ports.ts';

/** The requester takes a plan back that nobody has decided on yet. */
export async function retract(ground: Ground, click: Click): Promise<Message> {
  return onClick(ground, click, {
    asked: 'retract',
    apply: async (tx, believed) => {
      const { operation, person } = believed;
      if (person.id !== operation.requester.person)
        return { refused: { code: 'not-the-requester', requester: operation.requester.name } };
      if (operation.state.is !== 'awaiting-approval')
        return { refused: { code: 'already-decided', operation: operation.id, state: operation.state.is } };
      const at = ground.clock.now().toISOString();
      record(tx, click, { event: 'retracted', believed, details: {} });
      await end(tx, { ...operation, state: { is: 'retracted', at, by: person.name } }, at);
      return accepted(operation, `You retracted v${operation.plan.content.version}.`);
    },
  });
}

/** Has the stopped step tried again, from where the world stands. */
export async function retry(ground: Ground, click: Click): Promise<Message> {
  return onClick(ground, click, {
    asked: 'retry',
    apply: async (tx, believed) => {
      const { operation } = believed;
      const step = offered(ground, believed, 'retry');
      if (step === null)
        return { refused: { code: 'choice-not-offered', operation: operation.id, choice: 'retry' } };
      const at = ground.clock.now().toISOString();
      record(tx, click, { event: 'retried', believed, details: { step } });
      const again = triedAgain(operation);
      const retried: Operation = {
        ...operation,
        state: { is: 'running', since: at },
        steps: { ...operation.steps, ...each(again, () => ({ is: 'waiting' as const })) },
        retries: { ...operation.retries, ...each(again, (id) => (operation.retries[id] ?? 0) + 1) },
      };
      await keepOperation(tx, retried, at);
      await wake(tx, retried, at);
      return accepted(operation, `v${operation.plan.content.version} goes on at ${step}.`);
    },
  });
}

/** Ends a stopped operation where it is; the card says what stays in the world. */
export async function abandon(ground: Ground, click: Click): Promise<Message> {
  return onClick(ground, click, {
    asked: 'abandon',
    apply: async (tx, believed) => {
      const { operation, person } = believed;
      if (offered(ground, believed, 'abandon') === null)
        return { refused: { code: 'choice-not-offered', operation: operation.id, choice: 'abandon' } };
      const at = ground.clock.now().toISOString();
      record(tx, click, { event: 'abandoned', believed, details: {} });
      await end(tx, { ...operation, state: { is: 'abandoned', at, by: person.name } }, at);
      return accepted(
        operation,
        `You abandoned v${operation.plan.content.version}; its card says what stays.`,
      );
    },
  });
}

/** Plans an expired release again, as the person who clicked. */
export async function planAgain(ground: Ground, click: Click): Promise<Message> {
  let version: string | null = null;
  const answer = await onClick(ground, click, {
    asked: 'plan again',
    apply: async (_tx, believed) => {
      const { operation, person } = believed;
      const roles = ground.settings.permissions['request-release'];
      if (!person.roles.some((role) => roles.includes(role)))
        return { refused: { code: 'permission-missing', permission: 'request-release', roles } };
      if (operation.state.is !== 'expired')
        return { refused: { code: 'choice-not-offered', operation: operation.id, choice: 'plan again' } };
      version = operation.plan.content.version;
      return accepted(operation, 'Planning again.');
    },
  });
  if (version === null) return answer;
  const place = { is: 'slack' as const, channel: click.card.channel };
  return planRelease(ground, { version, dryRun: false, caller: click.caller, place });
}

/** The whole plan, for reading: anybody known may. */
export async function details(
  ground: Ground,
  click: Click,
): Promise<{ is: 'details'; operation: Operation } | Refusal> {
  return ground.store.transaction(async (tx) => {
    const believed = await believe(tx, click);
    if ('refused' in believed) return refuse(believed.refused);
    return { is: 'details' as const, operation: believed.operation };
  });
}

/** The step at which the operation has stopped, if this choice is offered there and this person may take it. */
function offered(ground: Ground, { operation, person }: Believed, choice: Choice): string | null {
  if (operation.state.is !== 'stopped' || !operation.state.choices.includes(choice)) return null;
  const roles = [
    ...ground.settings.permissions['request-release'],
    ...ground.settings.permissions['roll-back'],
  ];
  return person.roles.some((role) => roles.includes(role)) ? operation.state.step : null;
}

/** What a rollback gives back, and proves, before it is announced. */
const GIVES_BACK = ['swap-pointer', 'purge', 'verify-edge', 'move-dist-tag', 'read-back'];

/**
 * The steps that a retry looks at again: every one that has stopped, not only the one that the card names. A rollback
 * that has stopped before it was announced looks at all that it has given back: somebody may have moved it since, and
 * it goes on whatever it finds (DESIGN §4.2).
 */
function triedAgain({ kind, plan, steps }: Operation): string[] {
  const stopped = plan.content.steps.filter(
    ({ id }) => steps[id]?.is === 'held' || steps[id]?.is === 'failed',
  );
  const looksBack = kind === 'rollback' && stopped.some((step) => GIVES_BACK.includes(step.kind));
  const done = plan.content.steps.filter(
    (step) => looksBack && steps[step.id]?.is === 'done' && GIVES_BACK.includes(step.kind),
  );
  return [...stopped, ...done].map((step) => step.id);
}

function each<T>(ids: readonly string[], make: (id: string) => T): Record<string, T> {
  return Object.fromEntries(ids.map((id) => [id, make(id)]));
}

async function end(tx: Tx, operation: Operation, at: string): Promise<void> {
  await tx.surfaces.free(operation.id);
  await keepOperation(tx, { ...operation, finishedAt: at }, at);
}

function accepted(operation: Operation, text: string): Message {
  return { is: 'accepted', operation: operation.id, version: operation.plan.content.version, text };
}
