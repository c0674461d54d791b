import { z } from 'zod';
import type { JsonObject } from '../domain/json.ts';
import type { Operation } from '../domain/operation.ts';
import type { Settings } from '../domain/settings.ts';
import type { Acted, Observed, PlanStep, StepChange, StepProblem, StepState } from '../domain/step.ts';
import type { SurfaceChange } from '../domain/surface-change.ts';
import type { Consequence } from './consequence.ts';
import type { Looked, OpenStep, Proof, StepIo, StepKind } from './step.ts';
import type { StepTraits } from './step-traits.ts';

/**
 * Everything about one effect. `Params` are hashed with the plan, `Evidence` is what was read back, `Sent` is the
 * write's answer, stored until then, `Seen` is the result of the observation before the write.
 */
export interface StepDefinition<
  Params extends JsonObject,
  Evidence extends JsonObject,
  Sent extends JsonObject,
  Seen,
> extends StepTraits {
  kind: string;
  /** Strict: a parameter that this version does not know makes the step unsupported. */
  params: z.ZodType<Params>;
  evidence: z.ZodType<Evidence>;
  /** Absent for a step that only observes. */
  sent?: z.ZodType<Sent>;
  /** What it does: an imperative, such as "Tag v1.2.0". Plain text. */
  title(params: Params): string;
  /** What was read back, in a few words. Plain text. */
  summary(evidence: Evidence, params: Params): string;
  /** The page that shows it. */
  url?(evidence: Evidence): string | undefined;
  /** What is live once it is done. */
  changes?(evidence: Evidence, params: Params, operation: Operation): SurfaceChange[];
  /** What else is saved or posted once it is done. */
  consequences?(evidence: Evidence): Consequence[];
  restarts?(trouble: StepProblem): readonly string[];
  /** How long it may stay pending before it is blocked, in milliseconds; absent for no limit. */
  deadline?(settings: Settings): number | null;
  /** Observes the world, before and after the write and after every crash. Must not write. */
  observe(params: Params, io: StepIo & { sent: Sent | null }): Promise<Observed<Evidence, Seen>>;
  /** What the write replaces and creates, for the journal. Belongs to `act`. */
  change?(params: Params, io: StepIo & { seen: Seen | undefined }): StepChange;
  /** Writes once. `seen` is the result of the observation before this write. Absent for a step that only observes. */
  act?(params: Params, io: StepIo & { seen: Seen | undefined }): Promise<Acted<Sent>>;
}

/** A step of a plan, with its parameters read. */
export interface Planned<Params> {
  id: string;
  params: Params;
}

/** A kind of step with its types: plans are built with it, and its evidence is read through it. */
export interface Step<Params extends JsonObject, Evidence extends JsonObject, Sent extends JsonObject>
  extends StepKind {
  /** A step of this kind for a plan; its id is the kind where none is given. */
  step(of: { id?: string; after: readonly string[]; params: Params }): PlanStep;
  /** The steps of this kind, in the plan's order. */
  in(steps: readonly PlanStep[]): Planned<Params>[];
  /** The ids of the steps of this kind. */
  idsIn(steps: readonly PlanStep[]): string[];
  /** The state of the first step of this kind; undefined where the plan has none. */
  stateIn(operation: Operation): StepState | undefined;
  isDoneIn(operation: Operation): boolean;
  /** The evidence of the first step of this kind; undefined before it is done. */
  evidenceIn(operation: Operation): Evidence | undefined;
  /** The write's answer of the first step of this kind, until it was read back. */
  sentIn(operation: Operation): Sent | undefined;
  /** The evidence in a state; undefined before it is done. */
  evidenceOf(state: StepState | undefined): Evidence | undefined;
}

/** Declares a kind of step. Its schemas parse all stored values. */
export function defineStep<P extends JsonObject, E extends JsonObject, S extends JsonObject, Seen>(
  definition: StepDefinition<P, E, S, Seen>,
): Step<P, E, S> {
  const { kind } = definition;
  const isOurs = (step: PlanStep) => step.kind === kind;
  const evidenceOf = (state: StepState | undefined) =>
    state?.is === 'done' ? definition.evidence.safeParse(state.evidence).data : undefined;
  const stateIn = ({ plan, steps }: Operation) => {
    const own = plan.content.steps.find(isOurs);
    return own === undefined ? undefined : steps[own.id];
  };
  return {
    kind,
    traits: traitsOf(definition),
    open: (step) => {
      const { data: params } = definition.params.safeParse(step.params);
      return params === undefined ? undefined : openStep(definition, params);
    },
    step: ({ id = kind, after, params }) => ({ id, kind, after, params }),
    in: (steps) =>
      steps.filter(isOurs).flatMap(({ id, params: stored }) => {
        const { data: params } = definition.params.safeParse(stored);
        return params === undefined ? [] : [{ id, params }];
      }),
    idsIn: (steps) => steps.filter(isOurs).map(({ id }) => id),
    stateIn,
    isDoneIn: (operation) => stateIn(operation)?.is === 'done',
    evidenceIn: (operation) => evidenceOf(stateIn(operation)),
    sentIn: (operation) => sentIn(definition, stateIn(operation)) ?? undefined,
    evidenceOf,
  };
}

function openStep<P extends JsonObject, E extends JsonObject, S extends JsonObject, Seen>(
  definition: StepDefinition<P, E, S, Seen>,
  params: P,
): OpenStep {
  return {
    title: definition.title(params),
    traits: traitsOf(definition),
    canRead: (state) => canRead(definition, state),
    deadline: (settings) => definition.deadline?.(settings) ?? null,
    observe: (io) => look(definition, params, io),
    proof: (evidence, operation) => proofOf(definition, params, { evidence, operation }),
    restarts: (trouble) => definition.restarts?.(trouble) ?? [],
  };
}

async function look<P extends JsonObject, E extends JsonObject, S extends JsonObject, Seen>(
  definition: StepDefinition<P, E, S, Seen>,
  params: P,
  io: StepIo,
): Promise<Looked> {
  const observed = await definition.observe(params, { ...io, sent: sentIn(definition, io.state) });
  if (observed.is !== 'absent') return observed;
  const act = definition.act?.bind(definition);
  const { seen } = observed;
  const change = definition.change?.(params, { ...io, seen });
  return {
    is: 'absent',
    act: act === undefined ? null : (now) => act(params, { ...now, seen }),
    ...(change === undefined ? {} : { change }),
  };
}

function proofOf<P extends JsonObject, E extends JsonObject, S extends JsonObject, Seen>(
  definition: StepDefinition<P, E, S, Seen>,
  params: P,
  of: { evidence: JsonObject; operation: Operation },
): Proof | undefined {
  const remark = remarkIn(definition, of.evidence);
  if (remark !== undefined) return { summary: `remark: ${remark}`, changes: [], consequences: [] };
  const { data: evidence } = definition.evidence.safeParse(of.evidence);
  if (evidence === undefined) return undefined;
  const url = definition.url?.(evidence);
  return {
    summary: definition.summary(evidence, params),
    changes: definition.changes?.(evidence, params, of.operation) ?? [],
    consequences: definition.consequences?.(evidence) ?? [],
    ...(url === undefined ? {} : { url }),
  };
}

type Stored<E extends JsonObject, S extends JsonObject> = {
  evidence: z.ZodType<E>;
  sent?: z.ZodType<S>;
};

function sentIn<E extends JsonObject, S extends JsonObject>(
  { sent }: Stored<E, S>,
  state: StepState | undefined,
) {
  return state?.is === 'pending' && state.sent !== null ? (sent?.safeParse(state.sent).data ?? null) : null;
}

function canRead<E extends JsonObject, S extends JsonObject>(
  of: Stored<E, S> & StepTraits,
  state: StepState | undefined,
) {
  if (state?.is === 'done')
    return remarkIn(of, state.evidence) !== undefined || of.evidence.safeParse(state.evidence).success;
  return state?.is !== 'pending' || state.sent === null || sentIn(of, state) !== null;
}

const Remark = z.object({ remark: z.string() });

/** Why an optional step failed, if it did. */
function remarkIn({ isNicety }: StepTraits, evidence: JsonObject): string | undefined {
  return isNicety === true ? Remark.safeParse(evidence).data?.remark : undefined;
}

function traitsOf({ isNicety, startsWhen, marks, page }: StepTraits): StepTraits {
  return {
    ...(isNicety === undefined ? {} : { isNicety }),
    ...(startsWhen === undefined ? {} : { startsWhen }),
    ...(marks === undefined ? {} : { marks }),
    ...(page === undefined ? {} : { page }),
  };
}
