import type { Decided } from '../../domain/click.ts';
import { type Actor, actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RefusalReason } from '../../domain/refusal.ts';
import type { Bytes } from '../../domain/step.ts';
import { LARGEST_LOADER, type Surface, surfaceName } from '../../domain/surface.ts';
import { releaseLineOf, tagOf } from '../../domain/version.ts';
import { accepted } from '../../engine/accepted.ts';
import { onDecision, placeOf } from '../../engine/click.ts';
import type { Context } from '../../engine/context.ts';
import { restoreForRollback } from '../../engine/guard.ts';
import { surfacesIn } from '../../engine/holders.ts';
import { saveOperation, wake } from '../../engine/save.ts';
import { takeSurfaces } from '../../engine/take-surfaces.ts';
import { ServiceError } from '../../ports/service-error.ts';
import type { Tx } from '../../ports/store.ts';
import { headersOf } from '../surfaces/index.ts';
import { compareLook } from './decide-drift.ts';
import { lookAt } from './look.ts';
import type { Look } from './looks.ts';
import type { PutBackContent } from './plans/put-back-content.ts';
import { type PutBackFrom, planPutBack } from './put-back-plan.ts';
import { DRIFT_ALERT } from './subject.ts';

export type Prepared = { plan: Plan<PutBackContent>; surface: Surface } | { refused: RefusalReason };

/** Reads the surface again, and plans how to restore its record. Throws `ServiceError`. */
async function preparePutBack(
  context: Context,
  { surface, alert }: { surface: Surface; alert: string | null },
): Promise<Prepared> {
  const look = await lookAt(context, surface);
  const found = compareLook(look, { surfaces: [surface], gitTags: [] });
  if (found.is !== 'differs') return refused(surface, 'it is as recorded, or cannot be read now');
  const from = await fromOf(context, surface, look);
  return typeof from === 'string' ? refused(surface, from) : planFrom(context, { surface, from, alert });
}

/** The same with a reading of a moment ago. */
export function planFrom(
  context: Context,
  { surface, from, alert }: { surface: Surface; from: PutBackFrom; alert: string | null },
): Prepared {
  const { version } = surface.live;
  if (version === null) return refused(surface, 'no version of it was recorded');
  const now = context.clock.now().toISOString();
  const stamp = { operation: context.ids.operation('ptb'), revision: 1, now, policy: context.policy };
  const { settings } = context;
  return { surface, plan: planPutBack({ surface, version, from, alert, settings, stamp }) };
}

function refused(surface: Surface, why: string): Prepared {
  return { refused: { code: 'not-put-back', surface: surfaceName(surface.id), why } };
}

/** The value to replace; in words why that is not possible. */
async function fromOf(context: Context, { live }: Surface, look: Look): Promise<PutBackFrom | string> {
  if (look.is === 'dist-tag')
    return { is: 'dist-tag', name: look.name, tag: look.tag, version: look.version };
  if (look.is !== 'pointer' || live.version === null) return 'it is no surface of Navi';
  const source = await pinnedBytes(context, live.version);
  if (source === undefined || source.sha384 !== live.sha384)
    return `the pinned object of v${live.version} does not have the recorded content`;
  return { is: 'pointer', line: releaseLineOf(live.version), origin: look.origin, source };
}

async function pinnedBytes({ objects, settings }: Context, version: string): Promise<Bytes | undefined> {
  const path = `${tagOf(version)}/${settings.cdn.loader}`;
  const facts = await objects.stat(path);
  if (facts === undefined) return undefined;
  const { generation, size, contentEncoding: encoding } = facts;
  const sha384 = await objects.digest(path, { generation, encoding, maxBytes: LARGEST_LOADER });
  return sha384 === undefined ? undefined : { sha384, size, generation, headers: headersOf(facts) };
}

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
  { plan, surface, by }: { plan: Plan<PutBackContent>; surface: Surface; by: PutBackBy },
): Promise<RefusalReason | { operation: Operation }> {
  const { createdAt: at, content, hash: planHash } = plan;
  const now = (await surfacesIn(tx, context)).find(({ id }) => id === surface.id);
  if (now?.by !== surface.by || now.since !== surface.since)
    return { code: 'not-put-back', surface: surfaceName(surface.id), why: 'an operation has moved it since' };
  const operation = operationOf(context, plan, by);
  const [held] = await takeSurfaces(tx, operation, { known: context, at });
  if (held !== undefined) return held;
  await tx.operations.insert(operation);
  const entry = { subject: { kind: 'operation' as const, id: operation.id }, planHash, actor: by.actor };
  const details = { target: content.version, surface: content.surface, alert: content.alert };
  tx.journal.append({ ...entry, event: 'requested', details });
  tx.journal.append({ ...entry, event: 'approved', details: { confirmed: true } });
  await saveOperation(tx, operation, { at, known: context });
  await wake(tx, operation, { at, known: context });
  return { operation };
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
      const { plan, surface } = prepared;
      const { id, name } = person;
      const account = decided.caller.is === 'person' ? decided.caller.account : '';
      const actor = actorOf(decided.caller, placeOf(decided));
      const by = { person: { id, name, account }, actor };
      const saved = await savePutBack(tx, context, { plan, surface, by });
      if ('code' in saved) return { refused: saved };
      const text = `Putting ${surfaceName(surface.id)} back to v${plan.content.version}. Its card shows the progress.`;
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
    const alert = await tx.alerts.get(subject.id);
    const surfaces = await surfacesIn(tx, context);
    return surfaces.find(({ id }) => alert?.subject.kind === 'surface' && id === alert.subject.id);
  });
  if (found === undefined) return { refused: { code: 'alert-unknown', alert: subject.id } };
  try {
    return await preparePutBack(context, { surface: found, alert: subject.id });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, problem } = error.facts;
    return { refused: { code: 'neighbour-unreadable', service, problem } };
  }
}
