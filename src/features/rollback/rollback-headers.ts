import { headerDifferences } from '../../domain/object-headers.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Candidate, RollbackFacts } from './rollback-facts.ts';

/** How the live pointer's headers differ from this target's; empty where they were not read. */
export function wrongHeaders({ pointer }: RollbackFacts, { bytes }: Candidate, { cdn }: Settings): string[] {
  if (pointer === undefined || bytes.headers === undefined) return [];
  const contentType = bytes.headers.contentType || cdn.contentType;
  return headerDifferences(pointer.headers, {
    ...bytes.headers,
    contentType,
    cacheControl: cdn.pointerCacheControl,
  });
}
