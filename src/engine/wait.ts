import { choicesAt } from '../domain/choices.ts';
import { hasOnlyLooked } from '../domain/operation.ts';
import type { PersonWanted, PlanStep, StepProblem, StepState } from '../domain/step.ts';
import type { Clock } from '../ports/clock.ts';
import type { Wait } from './context.ts';
import { type AsksJob, type Run, saveStep, traitsOf } from './save-step.ts';

/**
 * A step's result for now. `later` waits for a time, in milliseconds since the epoch; `sent` has written, is observed
 * again immediately, and may have let another step start.
 */
export type StepOutcome = { is: 'done' } | { is: 'stopped' } | { is: 'sent' } | { is: 'later'; at: number };

interface Waiting extends Wait {
  url?: string;
  person?: PersonWanted;
  asks?: AsksJob;
}

/** Saves that a step waits for the world, and what for; after its limit it waits for a person. */
export async function pend(
  run: Run,
  step: PlanStep,
  { expects, askAgainInMs: wishedMs, limit, url, person, asks }: Waiting,
): Promise<StepOutcome> {
  const now = run.context.clock.now().getTime();
  const state = stateOf(run, step);
  const { begunAt } = begun(run, step);
  const paused = pausedMs(state, run.context.clock);
  const mostMs = person === undefined ? (limit ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  const left = mostMs + paused - run.context.clock.since(begunAt);
  if (left < 0)
    return stop(run, step, {
      code: 'deadline',
      detail: `after ${Math.round(mostMs / 1000)} s still waiting for ${expects}`,
    });
  // A service's longer pause is cut to the remaining time.
  const askAgainInMs = Math.min(wishedMs, left + 1);
  const known = state.is === 'pending' || state.is === 'intended' || state.is === 'unknown';
  const isNews = state.is === 'pending' ? hasChanged(state, { expects, person }) : !known;
  if (isNews)
    await saveStep(
      run,
      step,
      {
        ...begun(run, step),
        is: 'pending',
        attempt: known ? state.attempt : 0,
        expects,
        askAgainAt: new Date(now + askAgainInMs).toISOString(),
        sent: state.is === 'pending' ? state.sent : null,
        ...(url === undefined ? {} : { url }),
        ...(person === undefined ? {} : { person: { ...person, since: new Date(now).toISOString() } }),
        ...(paused > 0 ? { pausedMs: paused } : {}),
      },
      { asks },
    );
  return { is: 'later', at: now + askAgainInMs };
}

type Pending = Extract<StepState, { is: 'pending' }>;

/** For how long the step has waited for people so far, in milliseconds. */
function pausedMs(state: StepState, clock: Clock): number {
  if (state.is !== 'pending') return 0;
  const { person, pausedMs = 0 } = state;
  return person === undefined ? pausedMs : pausedMs + clock.since(person.since);
}

function hasChanged(
  state: Pending,
  { expects, person }: { expects: string; person: PersonWanted | undefined },
): boolean {
  const { who, what } = state.person ?? {};
  return state.expects !== expects || who !== person?.who || what !== person?.what;
}

/** Saves that a step waits for a person, with the reason and the choices. */
export async function stop(
  run: Run,
  step: PlanStep,
  reason: StepProblem,
  asks?: AsksJob,
): Promise<StepOutcome> {
  const choices = choicesAt(reason, traitsOf(run));
  await saveStep(run, step, { ...begun(run, step), is: 'held', reason, choices }, { asks });
  return { is: 'stopped' };
}

/** The step's state as saved. */
export function stateOf(run: Run, step: PlanStep): StepState {
  return run.current.steps[step.id] ?? { is: 'waiting' };
}

/** When the step was first observed, and now, for a new state. */
export function begun(run: Run, step: PlanStep): { begunAt: string; since: string } {
  const state = stateOf(run, step);
  const since = run.context.clock.now().toISOString();
  if (state.is === 'waiting') return { begunAt: since, since };
  if (!hasOnlyLooked(state)) return { begunAt: state.begunAt, since };
  const { plan, steps } = run.current;
  const before = step.after.flatMap((id) => {
    const one = steps[id];
    return one?.is === 'done' ? [one.since] : [];
  });
  const earliest = [plan.createdAt, ...before].toSorted().at(-1) ?? plan.createdAt;
  return { begunAt: decideBegun(state.begunAt, { earliest, now: since }), since };
}

/**
 * When a step began, as far as it can be true: the journal does not have the beginning of a wait before any write, and
 * its deadline must neither be over nor never end because the row says so. Times are ISO; where even the earliest is
 * ahead, the clock was set back.
 */
export function decideBegun(at: string, { earliest, now }: { earliest: string; now: string }): string {
  if (earliest > now) return at;
  return at < earliest || at > now || Number.isNaN(Date.parse(at)) ? earliest : at;
}
