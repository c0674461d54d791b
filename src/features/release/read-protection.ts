import type { Protection } from '../../domain/protection.ts';
import type { Scm, WorkflowFile } from '../../ports/scm.ts';
import { ServiceError } from '../../ports/service-error.ts';

/** The rules of the environments in which the workflow publishes. They only warn, so a refused read is a fact too. */
export async function readProtection(scm: Scm, workflow: WorkflowFile | undefined): Promise<Protection> {
  const names = new Set(workflow?.publishing.flatMap(({ environment }) => environment ?? []));
  try {
    const read = await Promise.all([...names].map((name) => scm.environment(name)));
    return { is: 'read', environments: read.filter((one) => one !== undefined) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { is: 'unreadable', problem: error.facts.problem };
  }
}
