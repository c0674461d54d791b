import { choicesAt } from '../domain/choices.ts';
import type { PersonWanted, PlanStep, StepState, StepTrouble } from '../domain/step.ts';
import { type AsksJob, type Run, saveStep, traitsOf } from './save-step.ts';

/**
 * What became of a step for now: `later` waits for a time, told as milliseconds since the epoch; `sent` has written, is
 * looked at again at once, and may have let another step begin.
 */
export type StepOutcome = { is: 'done' } | { is: 'stopped' } | { is: 'sent' } | { is: 'later'; at: number };

export interface Waiting {
  /** What it waits for, as the card says it: "waiting for …". */
  expects: string;
  askAgainInMs: number;
  /** Whether nothing that was written is still to be read back. */
  isSettled?: boolean;
  url?: string;
  person?: PersonWanted;
  asks?: AsksJob;
  /** How long it may wait since it was begun, in milliseconds; null for ever. */
  limit: number | null;
}

/** Keeps a step waiting for the world, with what it waits for on the card; after its limit it waits for a person. */
export async function pend(
  run: Run,
  step: PlanStep,
  { expects, askAgainInMs: wishedMs, limit, isSettled = false, url, person, asks }: Waiting,
): Promise<StepOutcome> {
  const now = run.context.clock.now().getTime();
  const state = stateOf(run, step);
  const { begunAt } = begun(run, step);
  const paused = pausedMs(state, now);
  const mostMs = person === undefined ? (limit ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  const left = mostMs + paused - run.context.clock.since(begunAt);
  if (left < 0)
    return stop(run, step, {
      code: 'deadline',
      detail: `after ${Math.round(mostMs / 1000)} s still waiting for ${expects}`,
    });
  // A service that asks for an hour of patience does not get more than there is.
  const askAgainInMs = Math.min(wishedMs, left + 1);
  const known = state.is === 'pending' || state.is === 'intended' || state.is === 'unknown';
  const isNews = state.is === 'pending' ? hasChanged(state, { expects, person }) : !known || isSettled;
  if (isNews)
    await saveStep(
      run,
      step,
      {
        ...begun(run, step),
        is: 'pending',
        attempt: known && !isSettled ? state.attempt : 0,
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
function pausedMs(state: StepState, now: number): number {
  if (state.is !== 'pending') return 0;
  const { person, pausedMs = 0 } = state;
  return person === undefined ? pausedMs : pausedMs + Math.max(0, now - Date.parse(person.since));
}

function hasChanged(
  state: Pending,
  { expects, person }: { expects: string; person: PersonWanted | undefined },
): boolean {
  const { who, what } = state.person ?? {};
  return state.expects !== expects || who !== person?.who || what !== person?.what;
}

/** Keeps a step waiting for a person, with why and what they may do. */
export async function stop(run: Run, step: PlanStep, reason: StepTrouble): Promise<StepOutcome> {
  const choices = choicesAt(reason, traitsOf(run));
  await saveStep(run, step, { ...begun(run, step), is: 'held', reason, choices });
  return { is: 'stopped' };
}

/** The step's state as kept. */
export function stateOf(run: Run, step: PlanStep): StepState {
  return run.current.steps[step.id] ?? { is: 'waiting' };
}

/** When the step was first looked at, and now, as a new state has them. */
export function begun(run: Run, step: PlanStep): { begunAt: string; since: string } {
  const state = stateOf(run, step);
  const since = run.context.clock.now().toISOString();
  return { begunAt: state.is === 'waiting' ? since : state.begunAt, since };
}
