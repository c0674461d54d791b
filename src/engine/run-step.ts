import { choicesAt } from '../domain/choices.ts';
import { goesOn, isHandedOver, type Operation } from '../domain/operation.ts';
import { serviceName } from '../domain/service-names.ts';
import type { Acted, PlanStep, StepChange, StepState } from '../domain/step.ts';
import { requestIdsOf, ServiceError } from '../ports/service-error.ts';
import { requireTime, stayHolder } from './hold.ts';
import { isReady } from './ready.ts';
import { type Run, saveStep, traitsOf } from './save-step.ts';
import type { Looked as Answer, OpenStep, StepIo } from './step.ts';
import { begun, pend, type StepOutcome, stateOf, stop } from './wait.ts';
import { holdBefore } from './write-checks.ts';

/** A shorter wait is waited here; a longer one is a job (waiting is a row, never a promise). */
const SHORT_WAIT_MS = 2_000;
/** A write that succeeds, but whose step then looks undone, is not repeated for ever. */
const MOST_ATTEMPTS = 5;
const LONGEST_PAUSE_MS = 30_000;
/** How often Navi checks whether a person has done a manual step. */
const HANDED_OVER_PAUSE_MS = 15_000;

/** Observes, writes, and observes again until the step is done, waits, or needs a person. Throws `LeaseLost`. */
export async function runStep(run: Run, step: PlanStep): Promise<StepOutcome> {
  const definition = run.context.steps.open(step);
  if (definition === undefined) throw new Error(`${step.kind} was to be left to a version that knows it`);
  for (let looks = 0; ; looks += 1) {
    const observed = await look(run, step, { definition, looks });
    const outcome = await decide(run, step, { definition, observed });
    if (outcome.is !== 'later') return outcome;
    const wait = outcome.at - run.context.clock.now().getTime();
    if (wait > SHORT_WAIT_MS || run.context.stopping.aborted) return outcome;
    await run.context.clock.until(new Date(outcome.at), run.context.stopping);
    await stayHolder(run);
    if (!goesOn(run.current, traitsOf(run)) || !isReady(run.current, step, run.context.steps))
      return { is: 'stopped' };
  }
}

/** Done, unless the journal did not allow it, or it waits for its turn. */
function asSaved({ id }: PlanStep, { steps }: Operation): StepOutcome {
  const state = steps[id];
  if (state?.is === 'pending') return { is: 'later', at: Date.parse(state.askAgainAt) };
  return state?.is === 'done' ? { is: 'done' } : { is: 'stopped' };
}

/** The service did not answer the observation. */
type Silent = { is: 'silent'; expects: string; askAgainInMs: number };

interface Looked {
  definition: OpenStep;
  observed: Answer | Silent;
}

async function decide(run: Run, step: PlanStep, { definition, observed }: Looked): Promise<StepOutcome> {
  if (isHandedOver(stateOf(run, step)) && observed.is !== 'ours' && observed.is !== 'foreign')
    return { is: 'later', at: run.context.clock.now().getTime() + HANDED_OVER_PAUSE_MS };
  switch (observed.is) {
    case 'ours':
      return asSaved(
        step,
        await saveStep(run, step, { ...begun(run, step), is: 'done', evidence: observed.evidence }),
      );
    case 'foreign': {
      const choices = observed.choices ?? choicesAt(observed.trouble, traitsOf(run));
      await saveStep(run, step, { ...begun(run, step), is: 'held', reason: observed.trouble, choices });
      return { is: 'stopped' };
    }
    case 'cannot-tell':
      return stop(run, step, { code: 'cannot-tell', detail: observed.why });
    case 'pending': {
      const limit = definition.deadline(run.context.settings);
      return pend(run, step, { ...observed, limit });
    }
    case 'silent':
      return pend(run, step, { ...observed, limit: silenceLimit(run, definition) });
    case 'absent':
      if (observed.act === null)
        return stop(run, step, { code: 'refused', detail: 'the expected object is missing' });
      return act(run, step, { definition, write: observed.act, change: observed.change });
  }
}

/** Observes. Without an answer the step waits; a refusal blocks it. */
async function look(
  run: Run,
  step: PlanStep,
  of: { definition: OpenStep; looks: number },
): Promise<Answer | Silent> {
  try {
    return await of.definition.observe(ioFor(run, step));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, kind, problem, retryAfterMs, requestId = null } = error.facts;
    run.context.telemetry.warn('a service could not be read', {
      step: step.id,
      operation: run.id,
      service,
      kind,
      requestId,
    });
    if (kind === 'refused' || kind === 'conflict')
      return { is: 'foreign', trouble: { code: 'refused', detail: `${serviceName(service)}: ${problem}` } };
    const pause = pauseFor(run, retryAfterMs) ?? Math.min(500 * 2 ** of.looks, LONGEST_PAUSE_MS);
    return { is: 'silent', expects: `${serviceName(service)} to answer (${problem})`, askAgainInMs: pause };
  }
}

/**
 * The pause that a service asks for. What takes something back asks again sooner: the limit may be over, and customers
 * have the wrong version meanwhile.
 */
function pauseFor(run: Run, askedMs: number | undefined): number | undefined {
  if (askedMs === undefined || traitsOf(run).takesBack !== true) return askedMs;
  return Math.min(askedMs, LONGEST_PAUSE_MS);
}

/** A step may wait for the world without a limit, but not for an answer: after this limit people get a message. */
function silenceLimit({ context: { settings } }: Run, definition: OpenStep): number {
  return definition.deadline(settings) ?? settings.deadlines.answer;
}

/** A write without an answer is repeated as long as a read without one: an outage of a minute stops no rollback. */
function mayStillBeAnswered(run: Run, step: PlanStep, definition: OpenStep): boolean {
  const waitedMs = run.context.clock.since(begun(run, step).begunAt);
  return stateOf(run, step).is === 'unknown' && waitedMs <= silenceLimit(run, definition);
}

type Write = (io: StepIo) => Promise<Acted>;

/** Journals the intent, writes once under a deadline, journals the answer. Only the next observation decides. */
async function act(
  run: Run,
  step: PlanStep,
  { definition, write, change }: { definition: OpenStep; write: Write; change: StepChange | undefined },
): Promise<StepOutcome> {
  const before = stateOf(run, step);
  // An attempt that was cut off before its answer does not count towards the limit.
  const attempt = before.is === 'intended' ? before.attempt : ('attempt' in before ? before.attempt : 0) + 1;
  if (attempt > MOST_ATTEMPTS && !mayStillBeAnswered(run, step, definition))
    return stop(run, step, { code: 'cannot-tell', detail: `written ${attempt - 1} times, but not found` });
  const held = await holdBefore(run, step, 'beforeWrite');
  if (held !== null) return held;
  const intent = { ...begun(run, step), is: 'intended', epoch: run.epoch, attempt } as const;
  const intended = await saveStep(run, step, intent, { entry: change });
  const saved = intended.steps[step.id];
  if (saved?.is !== 'intended' || saved.since !== intent.since) return { is: 'stopped' };
  const io = ioFor(run, step);
  requireTime(run);
  const acted = await answerOf(run, write(io));
  const now = run.context.clock.now().getTime();
  const save = (reached: StepState) =>
    saveStep(run, step, reached, { entry: { requestIds: acted.requestIds } });
  switch (acted.is) {
    case 'sent':
      await save({
        ...begun(run, step),
        is: 'pending',
        attempt,
        expects: 'to be read back',
        askAgainAt: new Date(now).toISOString(),
        sent: acted.evidence,
      });
      return { is: 'sent' };
    case 'unknown':
      await save({ ...begun(run, step), is: 'unknown', attempt, why: acted.why });
      return { is: 'later', at: now + Math.min(250 * attempt, LONGEST_PAUSE_MS) };
    case 'refused':
      await save({
        ...begun(run, step),
        is: acted.trouble.code === 'hand-over' ? 'held' : 'failed',
        reason: acted.trouble,
        choices: ['retry', 'abandon'],
      });
      return { is: 'stopped' };
    case 'not-now': {
      const limit = silenceLimit(run, definition);
      const left = limit - run.context.clock.since(begun(run, step).begunAt);
      if (left < 0)
        return stop(run, step, {
          code: 'deadline',
          detail: `after ${Math.round(limit / 1000)} s still waiting for ${acted.why}`,
        });
      const at = now + Math.min(acted.askAgainInMs, left + 1);
      await save({
        ...begun(run, step),
        is: 'pending',
        attempt: attempt - 1,
        expects: acted.why,
        askAgainAt: new Date(at).toISOString(),
        sent: null,
      });
      return { is: 'later', at };
    }
  }
}

type NotNow = Pick<Acted, 'requestIds'> & { is: 'not-now'; why: string; askAgainInMs: number };

/**
 * The write, with a service's error interpreted: only `refused` is a no; every other error requires an observation.
 */
async function answerOf(run: Run, written: Promise<Acted>): Promise<Acted | NotNow> {
  try {
    return await written;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, kind, problem, retryAfterMs } = error.facts;
    const request = requestIdsOf(error);
    const detail = `${serviceName(service)}: ${problem}`;
    if (kind === 'refused') return { is: 'refused', trouble: { code: 'refused', detail }, ...request };
    if (kind === 'rate-limited')
      return {
        ...request,
        is: 'not-now',
        why: `${serviceName(service)} to allow it (${problem})`,
        askAgainInMs: pauseFor(run, retryAfterMs) ?? 1_000,
      };
    return { is: 'unknown', why: detail, ...request };
  }
}

/** Uses the operation as it was compared with the journal: what is read later may be forged. */
function ioFor(run: Run, step: PlanStep): StepIo {
  const { context, current } = run;
  return {
    use: context,
    settings: context.settings,
    operation: current,
    state: stateOf(run, step),
    retries: current.retries[step.id] ?? 0,
    now: context.clock.now(),
    begunAt: begun(run, step).begunAt,
    since: context.clock.since,
    readSoak: (version) => context.store.transaction((tx) => context.readSoak(tx, version)),
  };
}
