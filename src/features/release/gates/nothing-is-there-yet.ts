import { defineGate } from '../../../domain/gate.ts';
import type { RefusalReason } from '../../../domain/refusal.ts';
import type { PackageFacts, ReleaseFacts } from '../../../domain/release-facts.ts';
import { isNewer } from '../../../domain/version.ts';

/**
 * The bucket has nothing of this version, and npm has no version that this release would publish. Existing bytes come
 * from outside Navi or from an ended operation, so they were never approved; npm never accepts a version again that
 * was unpublished (docs.npmjs.com/policies/unpublish).
 */
export const nothingIsThereYet = defineGate({
  id: 'version does not exist yet',
  evaluate: (facts) => {
    // Another gate checks what is live.
    if (facts.releasedBy !== undefined || facts.pointer?.version === facts.asked) return [];
    const next = facts.nextFree;
    const reasons = [
      ...facts.leftObjects.map((one): RefusalReason => ({ code: 'object-exists', ...one, next })),
      ...facts.packages.flatMap((one) => versionProblems(one, facts)),
    ];
    if (reasons.length > 0) return reasons.map((reason) => ({ is: 'block', reason }));
    const older = facts.packages.filter((one) => isUnrecorded(one) && !isForeign(one));
    if (older.length > 0)
      return older.map(({ name, file, live }) => {
        const evidence = `${name}@${file?.version} is on npm, below latest (${live}), and Navi has no record of it`;
        return { is: 'warn', evidence };
      });
    return [{ is: 'pass', evidence: `not in the bucket, not on npm` }];
  },
});

function versionProblems(
  one: PackageFacts,
  { nextFree: next, leftBuilds }: Pick<ReleaseFacts, 'nextFree' | 'leftBuilds'>,
): RefusalReason[] {
  const version = one.file?.version;
  if (version === undefined) return [];
  const what = { package: one.name, version, next };
  if (one.wasUnpublished) return [{ code: 'npm-version-unpublished', ...what }];
  if (!isForeign(one)) return [];
  const built = leftBuilds?.[`${one.name}@${version}`] ?? null;
  return [{ code: 'npm-version-exists', ...what, integrity: one.integrity ?? '?', built }];
}

/** On npm, but not `latest`, and part of no release that was live. */
function isUnrecorded({ published, isRecorded, live, file }: PackageFacts): boolean {
  return published && !isRecorded && live !== file?.version;
}

/** A version above `latest` was never released; below it, it may be older than Navi's record. */
function isForeign(one: PackageFacts): boolean {
  const { live, file } = one;
  return isUnrecorded(one) && file !== undefined && (live === undefined || isNewer(file.version, live));
}
