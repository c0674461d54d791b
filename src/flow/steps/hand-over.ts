import { forShell } from '../../domain/shell.ts';
import type { Acted, Evidence } from '../../domain/step.ts';
import { requestIdsOf, ServiceError } from '../../ports/service-error.ts';

/**
 * Writes to npm, or hands the write over: what npm wants a one-time password for, or does not let this token do, a person
 * can do by hand (docs/services.md, npm). Nothing has happened then.
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

/** `npm dist-tag add …`, as npm's own client is told. */
export function moveCommand({ name, tag, version }: { name: string; tag: string; version: string }): string {
  return `npm dist-tag add ${name}@${version} ${tag}`;
}

/** `npm deprecate …`, its message quoted for a POSIX shell. */
export function deprecateCommand(of: { name: string; version: string; message: string }): string {
  return forShell(['npm', 'deprecate', `${of.name}@${of.version}`, of.message]);
}

function needsPerson({ facts }: ServiceError): boolean {
  return (
    facts.service === 'npm' && facts.kind === 'refused' && (facts.code === 'EOTP' || facts.status === 403)
  );
}
