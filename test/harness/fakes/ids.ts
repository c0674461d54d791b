import { createHash } from 'node:crypto';
import type { Ids } from '../../../src/ports/clock.ts';

/** Names that count: `rel_0000000001`, and UUIDs that end in the same kind of number. */
export function createFakeIds(): Ids {
  let operations = 0;
  let uuids = 0;
  let randoms = 0;
  return {
    operation: (kind) => {
      operations += 1;
      return `${kind.slice(0, 3)}_${String(operations).padStart(10, '0')}`;
    },
    uuid: () => {
      uuids += 1;
      return `00000000-0000-4000-8000-${String(uuids).padStart(12, '0')}`;
    },
    random: (bytes) => {
      randoms += 1;
      return createHash('shake256', { outputLength: bytes }).update(String(randoms)).digest();
    },
  };
}
