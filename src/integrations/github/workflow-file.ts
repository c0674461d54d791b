import { parse } from 'yaml';
import { z } from 'zod';

const Workflow = z.object({
  on: z.union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())]),
  jobs: z.record(z.string(), z.unknown()),
});

/**
 * The triggers and job ids of a workflow file. `on:` may be a name, a list of names or a map, and all three mean the
 * same (GitHub docs, "Workflow syntax": on). A file that is no workflow has neither, so that a gate can say so.
 */
export function parseWorkflow(text: string): { triggers: readonly string[]; jobs: readonly string[] } {
  const read = Workflow.safeParse(parseYaml(text));
  if (!read.success) return { triggers: [], jobs: [] };
  return { triggers: triggersOf(read.data.on), jobs: Object.keys(read.data.jobs) };
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
