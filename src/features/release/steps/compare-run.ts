import type { ClaimHead } from '../../../domain/claim.ts';
import type { Operation } from '../../../domain/operation.ts';
import type { Run } from '../../../domain/run.ts';
import { watchedDifferences } from '../../../domain/run-differences.ts';
import type { Observed } from '../../../domain/step.ts';
import { approvedRunOf } from '../plans/approved-run.ts';

/**
 * Why a release must stop because its run is not the approved one, as far as known now; null when nothing differs.
 */
export function runMismatch(
  { plan }: Operation,
  seen: { run: Run; head: ClaimHead | undefined },
): Extract<Observed, { is: 'foreign' }> | null {
  const approved = approvedRunOf(plan);
  const differences = approved === undefined ? [] : watchedDifferences(approved, seen);
  if (differences.length === 0) return null;
  const detail = `run ${seen.run.id} is not the approved one, so its claim is revoked and it is cancelled: ${differences.join('; ')}`;
  return { is: 'foreign', trouble: { code: 'run-differs', detail, url: seen.run.url } };
}
