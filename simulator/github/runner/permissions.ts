import { z } from 'zod';

const Permissions = z.union([z.enum(['read-all', 'write-all']), z.record(z.string(), z.string())]);

/**
 * Whether a job may ask for an identity token: only where it says so itself, or where the whole workflow does and the
 * job says nothing (docs.github.com "Workflow syntax", `permissions`).
 */
export function mayAskForIdToken(workflow: unknown, job: unknown): boolean {
  const given = Permissions.safeParse(job ?? workflow).data;
  if (typeof given === 'string') return given === 'write-all';
  return given?.['id-token'] === 'write';
}
