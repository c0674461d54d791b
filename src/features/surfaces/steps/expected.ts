import type { Operation } from '../../../domain/operation.ts';
import type { Bytes } from '../../../domain/step.ts';
import { built } from '../built.ts';

/** What the build reported. */
export interface Expected {
  sha384: string;
  size: number;
  integrityOf(name: string, version: string): string | undefined;
}

/** The expected values. Throws before the manifest was read, because no step may check bytes earlier. */
export function expectedFrom(operation: Operation): Expected {
  const manifest = built.in(operation);
  if (manifest === undefined) throw new Error('the release manifest has not been read');
  const { sha384, size, packages } = manifest;
  return { sha384, size, integrityOf: (name, version) => packages[`${name}@${version}`] };
}

/** The bytes that a step expects: those in the plan of a rollback, else those of the release manifest. */
export function expectedBytes(named: Bytes | null, operation: Operation): { sha384: string; size: number } {
  return named ?? expectedFrom(operation);
}
