import { parse } from 'yaml';
import { z } from 'zod';
import type { WorkflowFile } from '../../ports/scm.ts';

const Workflow = z.object({
  on: z.union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())]),
  jobs: z.record(z.string(), z.unknown()),
  env: z.looseObject({ NAVI_CLAIM_PROTOCOL: z.coerce.number().int().optional().catch(undefined) }).catch({}),
});
const Dispatch = z.object({
  workflow_dispatch: z.object({ inputs: z.record(z.string(), z.unknown()).default({}) }),
});

/**
 * What a gate has to know of a workflow file. `on:` may be a name, a list of names or a map, and all three mean the
 * same (GitHub docs, "Workflow syntax": on). A file that is no workflow has nothing, so that a gate can say so.
 */
export function parseWorkflow(text: string): Omit<WorkflowFile, 'path' | 'blob'> {
  const read = Workflow.safeParse(parseYaml(text));
  if (!read.success) return { triggers: [], jobs: [], inputs: [], claimProtocol: null };
  const { on, jobs, env } = read.data;
  const dispatch = Dispatch.safeParse(on);
  return {
    triggers: triggersOf(on),
    jobs: Object.keys(jobs),
    inputs: dispatch.success ? Object.keys(dispatch.data.workflow_dispatch.inputs) : [],
    claimProtocol: env.NAVI_CLAIM_PROTOCOL ?? null,
  };
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
