import { parse } from 'yaml';
import { z } from 'zod';
import { keptName } from '../../domain/job-names.ts';
import type { PublishingJob } from '../../domain/protection.ts';
import type { WorkflowFile } from '../../ports/scm.ts';

const Permissions = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .nullish()
  .catch(undefined);
const Workflow = z.object({
  permissions: Permissions.optional(),
  on: z.union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())]),
  jobs: z.record(z.string(), z.unknown()),
  env: z.looseObject({ NAVI_CLAIM_PROTOCOL: z.coerce.number().int().optional().catch(undefined) }).catch({}),
});
const Dispatch = z.object({
  workflow_dispatch: z.object({ inputs: z.record(z.string(), z.unknown()).default({}) }),
});

/**
 * The parts of a workflow file that gates need. `on:` may be a name, a list of names or a map, with the same meaning
 * (GitHub docs, "Workflow syntax": on). An invalid file gives empty parts, which a gate reports.
 */
export function parseWorkflow(text: string): Omit<WorkflowFile, 'path' | 'blob'> {
  const read = Workflow.safeParse(parseYaml(text));
  if (!read.success)
    return { triggers: [], jobs: [], inputs: [], claimProtocol: null, publishing: [], jobNames: {} };
  const { on, jobs, env } = read.data;
  const dispatch = Dispatch.safeParse(on);
  return {
    triggers: triggersOf(on),
    jobs: Object.keys(jobs),
    inputs: dispatch.success ? Object.keys(dispatch.data.workflow_dispatch.inputs) : [],
    claimProtocol: env.NAVI_CLAIM_PROTOCOL ?? null,
    publishing: publishingOf(read.data),
    jobNames: Object.fromEntries(Object.entries(jobs).map(([id, job]) => [id, nameOf(id, job)])),
  };
}

const Named = z.object({ name: z.coerce.string().optional() });

function nameOf(id: string, job: unknown): string | null {
  return keptName(Named.safeParse(job).data?.name ?? id);
}

const Job = z.object({
  permissions: Permissions.optional(),
  environment: z
    .union([z.string(), z.object({ name: z.string() })])
    .nullish()
    .catch(undefined)
    .optional(),
});

/**
 * A job with a secret, or with the right to an identity token, can publish; a job with an environment counts as
 * publishing too. The run's own GITHUB_TOKEN does not count (GitHub docs, "Workflow syntax": permissions,
 * environment).
 */
function publishingOf({ jobs, permissions, env }: z.infer<typeof Workflow>): PublishingJob[] {
  return Object.entries(jobs).flatMap(([name, raw]): PublishingJob[] => {
    const job = Job.safeParse(raw).data;
    const { environment } = job ?? {};
    const named = typeof environment === 'string' ? environment : (environment?.name ?? null);
    const holds = holdsSecret([raw, env]) || mayIdentify(job?.permissions ?? permissions);
    return holds || named !== null ? [{ job: name, environment: named }] : [];
  });
}

function holdsSecret(part: unknown): boolean {
  const text = JSON.stringify(part) ?? '';
  return /"secrets":"inherit"/.test(text) || /\bsecrets\b(?!\.GITHUB_TOKEN\b)[.[]/i.test(text);
}

function mayIdentify(permissions: z.infer<typeof Permissions>): boolean {
  return typeof permissions === 'string'
    ? permissions === 'write-all'
    : permissions?.['id-token'] === 'write';
}

function triggersOf(on: z.infer<typeof Workflow>['on']): string[] {
  if (typeof on === 'string') return [on];
  return Array.isArray(on) ? on : Object.keys(on);
}

function parseYaml(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 20 });
  } catch {
    return undefined;
  }
}
