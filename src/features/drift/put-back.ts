import type { Decided } from '../../domain/click.ts';
import { type Actor, actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RefusalReason } from '../../domain/refusal.ts';
import { subjectKey } from '../../domain/subject.ts';
import type { Surface } from '../../domain/surface.ts';
import { accepted } from '../../engine/accepted.ts';
import { onDecision, placeOf } from '../../engine/click.ts';
import type { Context } from '../../engine/context.ts';
import { restoreForRollback } from '../../engine/guard.ts';
import { surfacesIn } from '../../engine/holders.ts';
import { saveOperation, wake } from '../../engine/save.ts';
import { takeSurfaces } from '../../engine/take-surfaces.ts';
import { ServiceError } from '../../ports/service-error.ts';
import type { Tx } from '../../ports/store.ts';
import type { RecordedTag } from './decide-drift.ts';
import { readKnown } from './known.ts';
import { gitTagSubject, surfaceSubject } from './looks.ts';
import { type PutBackContent, putBackContent, restoredName } from './plans/put-back-content.ts';
import { notPutBack, type Prepared, prepareGitTag, prepareSurface, type Restores } from './prepare.ts';
import { DRIFT_ALERT } from './subject.ts';

/** The requester: a person by a decision; null is Navi itself. */
export interface PutBackBy {
  person: { id: string; name: string; account: string } | null;
  actor: Actor;
}

/**
 * Saves a confirmed plan and enqueues it; returns why not, when the record has changed since or an approved operation
 * holds the surface.
 */
export async function savePutBack(
  tx: Tx,
  context: Context,
  { plan, restores, by }: { plan: Plan<PutBackContent>; restores: Restores; by: PutBackBy },
): Promise<RefusalReason | { operation: Operation }> {
  const { createdAt: at, content, hash: planHash } = plan;
  const refused =
    restores.is === 'surface'
      ? await surfaceRefusal(tx, context, restores.surface)
      : await gitTagRefusal(tx, context, restores.recorded);
  if (refused !== null) return refused;
  const operation = operationOf(context, plan, by);
  const [held] = await takeSurfaces(tx, operation, { known: context, at });
  if (held !== undefined) return held;
  await tx.operations.insert(operation);
  const entry = { subject: { kind: 'operation' as const, id: operation.id }, planHash, actor: by.actor };
  const what = 'gitTag' in content ? { gitTag: content.gitTag.name } : { surface: content.surface };
  const details = { target: content.version, ...what, alert: content.alert };
  tx.journal.append({ ...entry, event: 'requested', details });
  tx.journal.append({ ...entry, event: 'approved', details: { confirmed: true } });
  await saveOperation(tx, operation, { at, known: context });
  await wake(tx, operation, { at, known: context });
  return { operation };
}

async function surfaceRefusal(tx: Tx, context: Context, surface: Surface): Promise<RefusalReason | null> {
  const now = (await surfacesIn(tx, context)).find(({ id }) => id === surface.id);
  return now?.by === surface.by && now.since === surface.since
    ? null
    : notPutBack(surfaceSubject(surface.id), 'an operation has moved it since');
}

/** The put-back of a tag holds no surface, so a second one and an approved operation are looked for here. */
async function gitTagRefusal(tx: Tx, context: Context, recorded: RecordedTag): Promise<RefusalReason | null> {
  const subject = gitTagSubject(recorded.tag);
  const { gitTags, holders } = await readKnown(tx, context);
  if (holders.has(subjectKey(subject)))
    return notPutBack(subject, 'an approved operation is moving its release line');
  const now = gitTags.find(({ tag }) => tag === recorded.tag);
  if (now?.commit !== recorded.commit || now.object !== recorded.object)
    return notPutBack(subject, 'its record has changed since');
  const other = (await tx.operations.open()).find((one) => {
    const content = putBackContent.in(one);
    return content !== undefined && 'gitTag' in content && content.gitTag.name === recorded.tag;
  });
  return other === undefined ? null : notPutBack(subject, `${other.id} puts it back`);
}

function operationOf({ settings }: Context, plan: Plan<PutBackContent>, { person }: PutBackBy): Operation {
  const { createdAt: at, content } = plan;
  const { id = '', name = 'Navi', account = '' } = person ?? {};
  return {
    id: content.operation,
    kind: content.kind,
    plan,
    state: { is: 'running', since: at },
    steps: Object.fromEntries(content.steps.map((step) => [step.id, { is: 'waiting' as const }])),
    retries: {},
    shown: { verdicts: [], commitTitle: '', commitUrl: null, changes: [], knownGood: content.version },
    requester: { person: id, name, account },
    requestedAt: at,
    approvers: person === null ? [] : [{ person: id, name, at }],
    channel: settings.slack.channel,
    lease: null,
    finishedAt: null,
  };
}

/** The decision: reads and plans first, then decides in one transaction on what the card has shown. */
export async function putBack(context: Context, decided: Decided): Promise<Message> {
  const prepared = await prepareFor(context, decided);
  return onDecision(context, decided, {
    about: DRIFT_ALERT,
    asked: 'put back',
    apply: async (tx, { row: alert, person }) => {
      if (alert.state.is !== 'firing') return { refused: { code: 'alert-over', alert: alert.id } };
      if ('refused' in prepared) return prepared;
      const { plan } = prepared;
      const { id, name } = person;
      const account = decided.caller.is === 'person' ? decided.caller.account : '';
      const actor = actorOf(decided.caller, placeOf(decided));
      const by = { person: { id, name, account }, actor };
      const saved = await savePutBack(tx, context, { ...prepared, by });
      if ('code' in saved) return { refused: saved };
      const to =
        'gitTag' in plan.content ? plan.content.gitTag.commit.slice(0, 7) : `v${plan.content.version}`;
      const text = `Putting ${restoredName(plan.content)} back to ${to}. Its card shows the progress.`;
      return accepted(saved.operation, text);
    },
  });
}

/** The journal decides, as for a rollback: differing rows are restored first. */
async function prepareFor(context: Context, { caller, subject }: Decided): Promise<Prepared> {
  // For an unproven caller Navi has read nothing.
  if (caller.is !== 'person') return { refused: { code: 'token-invalid' } };
  await restoreForRollback(context);
  const found = await context.store.transaction(async (tx) => {
    const about = (await tx.alerts.get(subject.id))?.subject;
    if (about?.kind === 'git-tag')
      return (await readKnown(tx, context)).gitTags.find(({ tag }) => tag === about.id);
    return (await surfacesIn(tx, context)).find(({ id }) => about?.kind === 'surface' && id === about.id);
  });
  if (found === undefined) return { refused: { code: 'alert-unknown', alert: subject.id } };
  const alert = subject.id;
  try {
    return 'tag' in found
      ? await prepareGitTag(context, { recorded: found, alert })
      : await prepareSurface(context, { surface: found, alert });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, problem } = error.facts;
    return { refused: { code: 'neighbour-unreadable', service, problem } };
  }
}
