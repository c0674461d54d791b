import type { StoredObject } from './objects.ts';

/** Reads one query parameter. */
export type Query = (name: string) => string | undefined;

/** Whether a precondition of the request fails. A missing object has generation 0 and metageneration 0. */
export function isUnmet(query: Query, object: StoredObject | undefined, kind: '' | 'Source' = ''): boolean {
  const generation = object?.generation ?? '0';
  const metageneration = String(object?.metageneration ?? 0);
  const differs = (name: string, actual: string) => {
    const wanted = query(name);
    return wanted !== undefined && wanted !== actual;
  };
  return (
    differs(`if${kind}GenerationMatch`, generation) ||
    differs(`if${kind}MetagenerationMatch`, metageneration) ||
    query(`if${kind}GenerationNotMatch`) === generation ||
    query(`if${kind}MetagenerationNotMatch`) === metageneration
  );
}
