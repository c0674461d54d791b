import type { Operation } from '../domain/operation.ts';
import type { Settings } from '../domain/settings.ts';
import type {
  Acted,
  Evidence,
  Observed,
  PlanStep,
  StepChange,
  StepState,
  StepTrouble,
} from '../domain/step.ts';
import type { SurfaceChange } from '../domain/surface-change.ts';
import type { Services } from '../ports/services.ts';

/** What a step is given when it looks and when it writes. */
export interface StepIo {
  use: Services;
  settings: Settings;
  operation: Operation;
  /** This step's own state as stored. */
  state: StepState;
  /** How often a person had this step tried again. */
  retries: number;
  now: Date;
  /** When the step was first begun, ISO; what its deadline counts from. */
  begunAt: string;
}

/** What the engine and the cards have to know of a kind of step beside what it does. All of them may be left out. */
export interface StepTraits {
  /** It stops no operation: where it cannot be done, that is a remark. */
  isNicety?: true;
  /** It may start when the write before it was answered, while that is read back; other steps wait until it is done. */
  startsWhen?: 'acknowledged';
  /** What it does to what customers see: it moves it, makes caches follow, or proves it. */
  surface?: { leg: 'pointer' | 'tags' | 'all'; does: 'moves' | 'refreshes' | 'proves' };
  /** Its row on a rollback's clock. */
  clock?: { leg: 'pages' | 'npm'; label: string };
  /** What is called the page that its evidence names. */
  page?: string;
}

/** What else is saved, or said, in the transaction in which a step is done. */
export type Consequence =
  /** The journal's head is posted. */
  | { is: 'checkpoint'; occasion: 'safe' }
  | { is: 'announcement' }
  /** The cards of the release line say what is live now. */
  | { is: 'redraw-releases' }
  /** A right of Navi has worked that has no harmless try. */
  | { is: 'right-worked'; id: 'deprecations'; detail: string };

/** What a step's evidence means, read by its definition. */
export interface Proof {
  /** A few plain words, for the card and the thread. */
  summary: string;
  /** What is live now, and where. */
  changes: readonly SurfaceChange[];
  consequences: readonly Consequence[];
  url?: string;
}

/** The answer of a look; what is absent comes with the write that makes it. */
export type Looked =
  | Exclude<Observed, { is: 'absent' }>
  | { is: 'absent'; act: ((io: StepIo) => Promise<Acted>) | null; change?: StepChange };

/** One step of a plan whose parameters its definition has read. */
export interface OpenStep {
  title: string;
  traits: StepTraits;
  /** Whether what was stored of the step is in the form that this version knows. */
  canRead(state: StepState | undefined): boolean;
  /** How long it may stay pending before it is held, in milliseconds; null for ever. */
  deadline(settings: Settings): number | null;
  observe(io: StepIo): Promise<Looked>;
  /** Undefined where the evidence is in no form that this version knows. */
  proof(evidence: Evidence, operation: Operation): Proof | undefined;
  /** Kinds of the steps that begin anew with this one when it is tried again after this trouble. */
  restarts(trouble: StepTrouble): readonly string[];
}

/** A kind of step, as the engine holds it. */
export interface StepKind {
  kind: string;
  traits: StepTraits;
  /** Undefined where the parameters are in no form that this version knows. */
  open(step: PlanStep): OpenStep | undefined;
}
