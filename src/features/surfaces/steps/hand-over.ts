import { forShell } from '../../../domain/shell.ts';
import type { Acted, Evidence } from '../../../domain/step.ts';
import { requestIdsOf, ServiceError } from '../../../ports/service-error.ts';

/**
 * Writes to npm, or asks a person to: npm may require a one-time password, or refuse this token (docs/services.md,
 * npm). Then nothing was written.
 */
export async function writeOrHandOver<Sent extends Evidence>(
  write: () => Promise<Acted<Sent>>,
  command: string,
): Promise<Acted<Sent>> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof ServiceError) || !needsPerson(error)) throw error;
    const detail = `npm wants a person for this: ${error.facts.problem}`;
    return { is: 'refused', trouble: { code: 'hand-over', detail, command }, ...requestIdsOf(error) };
  }
}

/** The command `npm dist-tag add …`: a registry's own values are in it. */
export function moveCommand({ name, tag, version }: { name: string; tag: string; version: string }): string {
  return forShell(['npm', 'dist-tag', 'add', `${name}@${version}`, tag]);
}

/** The command `npm deprecate …`, its message quoted for a POSIX shell. */
export function deprecateCommand(of: { name: string; version: string; message: string }): string {
  return forShell(['npm', 'deprecate', `${of.name}@${of.version}`, of.message]);
}

function needsPerson({ facts }: ServiceError): boolean {
  return (
    facts.service === 'npm' && facts.kind === 'refused' && (facts.code === 'EOTP' || facts.status === 403)
  );
}
