import { parse } from 'yaml';
import { z } from 'zod';

/** A workflow file that Actions, or this runner, cannot run. */
export class WorkflowProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WorkflowProblem';
  }
}

const Text = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .transform((value) => String(value ?? ''));
const Texts = z.record(z.string(), Text).default({});
const OneOrMany = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const Condition = z.union([z.string(), z.boolean(), z.number()]).transform(String);
const Minutes = z.union([z.number(), z.string()]);
const Run = z.strictObject({ shell: z.string().optional(), 'working-directory': z.string().optional() });
const Defaults = z.strictObject({ run: Run.default({}) }).default({ run: {} });

const Step = z
  .strictObject({
    id: z.string().optional(),
    name: z.string().optional(),
    if: Condition.optional(),
    run: z.string().optional(),
    uses: z.string().optional(),
    with: Texts,
    env: Texts,
    shell: z.string().optional(),
    'working-directory': z.string().optional(),
    'continue-on-error': z.union([z.boolean(), z.string()]).optional(),
    'timeout-minutes': Minutes.optional(),
  })
  .refine((step) => (step.run === undefined) !== (step.uses === undefined), {
    message: 'a step has either run or uses',
  });

const Job = z.strictObject({
  name: z.string().optional(),
  needs: OneOrMany.default([]),
  if: Condition.optional(),
  'runs-on': z.unknown(),
  env: Texts,
  outputs: Texts,
  steps: z.array(Step).min(1).max(100),
  defaults: Defaults,
  'timeout-minutes': Minutes.optional(),
  'continue-on-error': z.union([z.boolean(), z.string()]).optional(),
  permissions: z.unknown().optional(),
  environment: z.unknown().optional(),
});

const Input = z.strictObject({
  description: z.string().optional(),
  required: z.boolean().default(false),
  default: Text.optional(),
  type: z.enum(['string', 'boolean', 'choice', 'number', 'environment']).default('string'),
  options: z.array(Text).default([]),
  deprecationMessage: z.string().optional(),
});
const Inputs = z.record(z.string(), Input.or(z.null().transform(() => Input.parse({})))).nullish();

const Concurrency = z.union([
  z.string().transform((group) => ({ group, 'cancel-in-progress': false as boolean | string })),
  z.strictObject({
    group: z.string(),
    'cancel-in-progress': z.union([z.boolean(), z.string()]).default(false),
  }),
]);

const Triggers = z
  .union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())])
  .transform((on): Record<string, unknown> => {
    if (typeof on === 'string' || Array.isArray(on))
      return Object.fromEntries([on].flat().map((name) => [name, null]));
    return on;
  });

const File = z.strictObject({
  name: z.string().optional(),
  'run-name': z.string().optional(),
  on: Triggers,
  env: Texts,
  defaults: Defaults,
  permissions: z.unknown().optional(),
  concurrency: Concurrency.optional(),
  jobs: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]*$/), Job),
});

export type StepSpec = z.infer<typeof Step>;
export type JobSpec = z.infer<typeof Job>;
export type InputSpec = z.infer<typeof Input>;
/** A workflow as this runner understands it. Anything unknown in the file is a {@link WorkflowProblem}. */
export type Workflow = Omit<z.infer<typeof File>, 'name'> & {
  name: string;
  /** Inputs of `workflow_dispatch`; undefined when it has no such trigger. */
  inputs: Record<string, InputSpec> | undefined;
};

const Dispatch = z.strictObject({ inputs: Inputs }).nullish();

/** Reads a workflow file; `path` is its name when the file has none. */
export function readWorkflow(text: string, path: string): Workflow {
  const read = File.safeParse(parseYaml(text, path));
  if (!read.success) throw new WorkflowProblem(`${path}: ${z.prettifyError(read.error)}`);
  const { on, jobs } = read.data;
  const dispatch = Dispatch.safeParse(on['workflow_dispatch']);
  if (!dispatch.success) throw new WorkflowProblem(`${path}: ${z.prettifyError(dispatch.error)}`);
  orderOf(jobs, path);
  const inputs = 'workflow_dispatch' in on ? (dispatch.data?.inputs ?? {}) : undefined;
  return { ...read.data, name: read.data.name ?? path, inputs };
}

function parseYaml(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new WorkflowProblem(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Refuses needs that do not exist, and circles. */
function orderOf(jobs: Record<string, JobSpec>, path: string): void {
  const placed = new Set<string>();
  const waiting = new Map(Object.entries(jobs));
  while (waiting.size > 0) {
    const ready = [...waiting].find(([, job]) => job.needs.every((need) => placed.has(need)));
    if (ready === undefined)
      throw new WorkflowProblem(`${path}: the needs of ${[...waiting.keys()].join(', ')} cannot be met`);
    placed.add(ready[0]);
    waiting.delete(ready[0]);
  }
}

/** Every job that a job needs, directly or through another. */
export function ancestorsOf(key: string, jobs: Record<string, JobSpec>): Set<string> {
  const found = new Set<string>();
  const visit = (name: string) => {
    for (const need of jobs[name]?.needs ?? []) {
      if (found.has(need)) continue;
      found.add(need);
      visit(need);
    }
  };
  visit(key);
  return found;
}

/** GitHub's name for a step that has no name. */
export function stepName(step: StepSpec): string {
  if (step.name !== undefined) return step.name;
  return `Run ${step.uses ?? step.run?.trim().split('\n')[0] ?? ''}`;
}
