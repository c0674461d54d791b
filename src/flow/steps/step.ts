import type { Operation } from '../../domain/operation.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Acted, Evidence, Observed, StepKind, StepParams, StepState } from '../../domain/step.ts';
import type { Neighbours } from '../ports.ts';

/** What a step is given: only the neighbours it declared, and what it may know of its operation. */
export interface StepIo<N extends keyof Neighbours> {
  use: Pick<Neighbours, N>;
  settings: Settings;
  operation: Operation;
  /** This step's own state as kept. */
  state: StepState;
  now: Date;
  /** When the step was first begun, ISO; what its deadline counts from. */
  begunAt: string;
  /** What the look before this write saw; empty while looking. */
  seen: Evidence;
  /** What an earlier step read back. */
  evidence(step: string): Evidence | undefined;
}

/**
 * One kind of step: one file in this folder. `observe` looks at the world and decides what is so; `act`
 * writes, once. Faults of neighbours are thrown and normalised by the runner.
 */
export interface StepDefinition<K extends StepKind, N extends keyof Neighbours> {
  kind: K;
  needs: readonly N[];
  /** It stops nothing and nobody: where it cannot be done, that is a remark. */
  isNicety?: true;
  /** What it does, for the card: an imperative, such as "Tag v1.2.0". Plain text. */
  title(params: StepParams[K]): string;
  /** How long it may stay pending before it is held, in milliseconds; null for ever. */
  deadline(settings: Settings): number | null;
  observe(params: StepParams[K], io: StepIo<N>): Promise<Observed>;
  /** Absent for a step that only looks. */
  act?(params: StepParams[K], io: StepIo<N>): Promise<Acted>;
}

/** A step definition whose kind is not known by type any more, as the runner holds it. */
export interface AnyStep {
  kind: StepKind;
  isNicety?: true;
  needs: readonly (keyof Neighbours)[];
  title(params: unknown): string;
  deadline(settings: Settings): number | null;
  observe(params: unknown, io: StepIo<keyof Neighbours>): Promise<Observed>;
  act?(params: unknown, io: StepIo<keyof Neighbours>): Promise<Acted>;
}

/** Declares a step. The parameters were typed when the plan was built; the runner only hands them through. */
export function defineStep<K extends StepKind, N extends keyof Neighbours>(
  step: StepDefinition<K, N>,
): AnyStep {
  return step;
}
