import { choicesAt, isNotApproved } from '../domain/choices.ts';
import type { JournalEntry, JournalEvent } from '../domain/journal.ts';
import { canonical } from '../domain/json.ts';
import { type Operation, withStep } from '../domain/operation.ts';
import { explain } from '../domain/refusals.ts';
import type { Observed, PlanStep, StepProblem, StepState } from '../domain/step.ts';
import { operationSubject } from '../domain/subject.ts';
import type { Tx } from '../ports/store.ts';
import { callPerson, isNewlyAsked } from './call-person.ts';
import type { Context } from './context.ts';
import { type Sound, soundIn, tamperedProblem } from './guard.ts';
import { requireLease } from './lease.ts';
import type { OperationTraits } from './operations.ts';
import { byNavi, cleanUp, enqueueJob, enqueueMessage, type Known, saveOperation, sealAt } from './save.ts';
import { movedBy, saveDone } from './save-done.ts';
import { settle } from './settle.ts';
import { changeSurfaces } from './take-surfaces.ts';

/** An operation being advanced by this process under a lease. */
export interface Run {
  context: Context;
  id: string;
  epoch: number;
  /** As last saved or read. */
  current: Operation;
  /** Resolves when the last work of `inTurn` is over. */
  turn: Promise<unknown>;
}

/** What its kind of operation allows. */
export function traitsOf({ context, current }: Run): OperationTraits {
  return context.operations.traitsOf(current);
}

/**
 * Reads or saves the operation and makes the result `current`, one call at a time: steps overlap, and several
 * connections may answer in another order than their transactions were committed.
 */
export function inTurn(run: Run, work: (tx: Tx) => Promise<Operation>): Promise<Operation> {
  const mine = run.turn.then(async () => {
    run.current = await run.context.store.transaction(work);
    return run.current;
  });
  run.turn = mine.catch(() => undefined);
  return mine;
}

const EVENTS: Partial<Record<StepState['is'], JournalEvent>> = {
  intended: 'step-intended',
  unknown: 'step-unknown',
  done: 'step-done',
  held: 'step-held',
  failed: 'step-failed',
};

/**
 * Saves one step's new state with the journal row that explains it, and its effects on surfaces, card and thread, in
 * one transaction, if the lease is still ours. Throws `LeaseLost`.
 */
export async function saveStep(
  run: Run,
  step: PlanStep,
  reached: StepState,
  { asks, entry = {} }: { asks?: AsksJob | undefined; entry?: EntryOfWrite | undefined } = {},
): Promise<Operation> {
  const at = run.context.clock.now().toISOString();
  const saved = await inTurn(run, async (tx) => {
    const locked = requireLease(await tx.operations.lock(run.id), run);
    const sound: Sound = NEEDS_JOURNAL.has(reached.is)
      ? await soundIn(tx, run.context, locked)
      : { is: 'sound', operation: locked };
    const operation = sound.is === 'sound' ? requireLease(sound.operation, run) : locked;
    // Another hand had changed what was observed: it is observed again.
    if (!isSameStep(operation.steps[step.id], locked.steps[step.id])) return operation;
    const found = remarked(run, step, sound.is === 'sound' ? reached : tampered(reached, sound.why));
    const before = operation.steps[step.id];
    const state = await inItsTurn(tx, run, { operation, step, found, at });
    const next = settle(withStep(operation, step.id, state), step, at);
    const event = eventOf(state);
    const moved = state.is === 'done' ? await movedBy(tx, next, { step, state, context: run.context }) : {};
    if (event !== null)
      tx.journal.append({
        ...byNavi(next, event, { step: step.id, state: { ...state } }),
        ...defined(entry),
        ...moved,
      });
    if (state.is === 'done') await saveDone(tx, next, { step, state, at, context: run.context });
    if (state.is === 'held' || state.is === 'failed')
      await enqueueMessage(tx, next, {
        about: {
          is: 'attention',
          text: `${run.context.steps.titleOf(step)}: ${pageOf(state.reason)}${state.reason.detail}${commandOf(state.reason)}`,
          whom: callsOwners(state.reason) ? 'owners' : 'approvers',
        },
        key: `attention:${next.id}:${step.id}:${at}`,
        at,
        known: run.context,
      });
    if (asks !== undefined) await enqueueJob(tx, { ...asks, at });
    if (state.is === 'held') await cleanUp(tx, next, { at, known: run.context });
    if (state.is === 'pending' && isNewlyAsked(state, before))
      await callPerson(tx, next, {
        step,
        title: run.context.steps.titleOf(step),
        state,
        at,
        known: run.context,
      });
    if (next.state.is === 'done') await saveEnd(tx, next, { at, known: run.context });
    await saveOperation(tx, next, { at, known: run.context });
    return next;
  });
  const outcome = saved.steps[step.id]?.is;
  if (outcome !== undefined && ENDS.has(outcome))
    run.context.telemetry.count('steps', { kind: step.kind, outcome });
  return saved;
}

/** How often a step asks whether its turn has come. */
const TURN_PAUSE_MS = 15_000;

/** A step that is done may change which surfaces the operation holds: it is not done before it has them. */
async function inItsTurn(
  tx: Tx,
  { context }: Run,
  { operation, step, found, at }: { operation: Operation; step: PlanStep; found: StepState; at: string },
): Promise<StepState> {
  if (found.is !== 'done') return found;
  const after = settle(withStep(operation, step.id, found), step, at);
  const held = await changeSurfaces(tx, { before: operation, after }, { known: context, at });
  if (held.length === 0) return found;
  return {
    ...{ is: 'pending', begunAt: found.begunAt, since: found.since, attempt: 0, sent: null },
    expects: `its turn: ${held.map((reason) => explain(reason).text).join(' ')}`,
    askAgainAt: new Date(Date.parse(at) + TURN_PAUSE_MS).toISOString(),
  };
}

/** The end of an operation whose last step is done: its surfaces are free, and the job that it names is due. */
async function saveEnd(
  tx: Tx,
  operation: Operation,
  { at, known }: { at: string; known: Known },
): Promise<void> {
  tx.journal.append(byNavi(operation, 'finished', { outcome: 'done' }));
  await tx.surfaces.free(operation.id);
  await sealAt(tx, operation, { occasion: 'ended', at, known });
  const { thenRuns } = known.operations.traitsOf(operation);
  if (thenRuns === undefined) return;
  await enqueueJob(tx, {
    kind: thenRuns,
    key: `${thenRuns}:after`,
    subject: operationSubject(operation),
    at,
  });
}

function isSameStep(one: StepState | undefined, other: StepState | undefined): boolean {
  return (
    one === other ||
    (one !== undefined && other !== undefined && canonical({ ...one }) === canonical({ ...other }))
  );
}

/** How a step ends, as it is counted. */
const ENDS: ReadonlySet<StepState['is']> = new Set(['done', 'held', 'failed']);

/** What the journal has of a write besides the step's state. */
type EntryOfWrite = { [Key in 'before' | 'after' | 'requestIds']?: JournalEntry[Key] | undefined };

/** Omits absent fields from the chained row. */
function defined({ before, after, requestIds = [] }: EntryOfWrite): Partial<JournalEntry> {
  return {
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(requestIds.length === 0 ? {} : { requestIds }),
  };
}

/** These states are saved only while the state equals the journal. */
const NEEDS_JOURNAL: ReadonlySet<StepState['is']> = new Set(['intended', 'done']);

function tampered(reached: StepState, detail: string): StepState {
  if (reached.is === 'waiting') return reached;
  const { begunAt, since } = reached;
  const reason = tamperedProblem(detail);
  return { begunAt, since, is: 'held', reason, choices: choicesAt(reason, {}) };
}

/** A job that a waiting step asks for, and what it is about. */
export type AsksJob = NonNullable<Extract<Observed, { is: 'pending' }>['asks']>;

/** An optional step that fails is done, with a remark; only a state that differs from the journal stops it. */
function remarked({ context }: Run, step: PlanStep, state: StepState): StepState {
  if (context.steps.traitsOf(step).isNicety !== true || (state.is !== 'held' && state.is !== 'failed'))
    return state;
  const { begunAt, since, reason } = state;
  if (reason.code === 'tampered') return state;
  return { is: 'done', begunAt, since, evidence: { remark: `${reason.detail}${commandOf(reason)}` } };
}

/** Something was found that has no approval. */
function callsOwners(reason: StepProblem): boolean {
  return reason.code === 'tampered' || isNotApproved(reason);
}

/** A write's answer is journalled with its request, separately from what is read back later. */
function eventOf(state: StepState): JournalEvent | null {
  if (state.is === 'pending') return state.sent === null ? null : 'step-sent';
  if (state.is === 'held' && state.reason.code === 'tampered') return 'tampered';
  return EVENTS[state.is] ?? null;
}

function pageOf({ url }: StepProblem): string {
  return url === undefined ? '' : `${url} — `;
}

function commandOf({ command }: StepProblem): string {
  return command === undefined ? '' : `: ${command}`;
}
