import type { Bytes, Evidence } from '../../domain/step.ts';

/** What the build reported, as the step `read-manifest` kept it. */
export interface Expected {
  sha384: string;
  size: number;
  integrityOf(name: string, version: string): string | undefined;
}

/** The expected values, or a fault: no step that checks bytes may run before the manifest was read. */
export function expectedFrom(evidence: (step: string) => Evidence | undefined): Expected {
  const kept = evidence('read-manifest');
  const sha384 = kept?.['sha384'];
  const size = kept?.['size'];
  const packages = kept?.['packages'];
  if (typeof sha384 !== 'string' || typeof size !== 'number' || !isRecord(packages))
    throw new Error('the release manifest has not been read');
  return {
    sha384,
    size,
    integrityOf: (name, version) => {
      const found = packages[`${name}@${version}`];
      return typeof found === 'string' ? found : undefined;
    },
  };
}

/** The bytes a step expects: those named in the plan of a rollback, else those of the release manifest. */
export function expectedBytes(
  named: Bytes | null,
  evidence: (step: string) => Evidence | undefined,
): { sha384: string; size: number } {
  return named ?? expectedFrom(evidence);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
