import type { Operation } from '../domain/operation.ts';
import type { Settings } from '../domain/settings.ts';
import type {
  Acted,
  Evidence,
  Observed,
  PlanStep,
  StepChange,
  StepProblem,
  StepState,
} from '../domain/step.ts';
import type { SurfaceChange } from '../domain/surface-change.ts';
import type { WatchedSoak } from '../domain/watched-soak.ts';
import type { Services } from '../ports/services.ts';
import type { Consequence } from './consequence.ts';
import type { StepTraits } from './step-traits.ts';

/** The input of a step when it observes and writes. */
export interface StepIo {
  use: Services;
  settings: Settings;
  operation: Operation;
  /** This step's own state as stored. */
  state: StepState;
  /** How often a person has retried this step. */
  retries: number;
  now: Date;
  /** When the step first started, ISO; its deadline counts from then. */
  begunAt: string;
  /** Milliseconds that have really passed since this time (ISO), however a clock was moved. */
  since(at: string): number;
  /** What the journal says of the watch of a released version. */
  readSoak(version: string): Promise<WatchedSoak>;
}

/** What a step's evidence means, read by its definition. */
export interface Proof {
  /** A few plain words, for the card and the thread. */
  summary: string;
  /** What is live now, and where. */
  changes: readonly SurfaceChange[];
  consequences: readonly Consequence[];
  url?: string;
}

/** The result of an observation; absent parts come with the write. */
export type Looked =
  | Exclude<Observed, { is: 'absent' }>
  | { is: 'absent'; act: ((io: StepIo) => Promise<Acted>) | null; change?: StepChange };

/** One step of a plan with parsed parameters. */
export interface OpenStep {
  title: string;
  traits: StepTraits;
  /** Whether the stored state of the step has a form that this version knows. */
  canRead(state: StepState | undefined): boolean;
  /** How long it may stay pending before it is blocked, in milliseconds; null for no limit. */
  deadline(settings: Settings): number | null;
  observe(io: StepIo): Promise<Looked>;
  /** Undefined where this version does not know the form of the evidence. */
  proof(evidence: Evidence, operation: Operation): Proof | undefined;
  /** Kinds of the steps that restart with this one when it is retried after this trouble. */
  restarts(trouble: StepProblem): readonly string[];
}

/** A kind of step, as the engine holds it. */
export interface StepKind {
  kind: string;
  traits: StepTraits;
  /** Undefined where this version does not know the form of the parameters. */
  open(step: PlanStep): OpenStep | undefined;
}
