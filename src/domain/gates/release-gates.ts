import type { Verdict } from '../gate.ts';
import type { ReleaseFacts } from '../release-facts.ts';
import type { Settings } from '../settings.ts';
import { changesAreShown } from './changes-are-shown.ts';
import { changesAreWrittenUp } from './changes-are-written-up.ts';
import { dependenciesAgree } from './dependencies-agree.ts';
import { nothingIsThereYet } from './nothing-is-there-yet.ts';
import { oneListOfPackages } from './one-list-of-packages.ts';
import { versionMapHasEntry, versionsAreCommitted } from './package-gates.ts';
import { packagesCanBePublished } from './packages-can-be-published.ts';
import { publishingIsProtected } from './publishing-is-protected.ts';
import { onDefaultBranch, requiredChecks, workflowIsSafe } from './source-gates.ts';
import { tagIsNotLeftOver } from './tag-is-not-left-over.ts';
import { tagNameIsFree } from './tag-name-is-free.ts';
import { lineIsUnlocked, newerThanLive, notReleased, surfacesFree } from './version-gates.ts';
import { canBeRolledBack, rightsWereTried } from './way-back.ts';
import { workflowSpeaksClaim } from './workflow-claim.ts';

/** Every gate of a release, in the order in which the card shows them. */
export function evaluateReleaseGates(facts: ReleaseFacts, settings: Settings): Verdict[] {
  return [
    newerThanLive(facts),
    notReleased(facts),
    ...nothingIsThereYet(facts),
    tagNameIsFree(facts),
    ...tagIsNotLeftOver(facts),
    onDefaultBranch(facts),
    ...requiredChecks(facts, settings.release.requiredChecks),
    ...versionsAreCommitted(facts),
    ...(facts.isBeforeClaim === true ? [] : commitGates(facts, settings)),
    versionMapHasEntry(facts, settings.versionMap.file),
    ...workflowIsSafe(facts, settings.repository.workflow, settings.release.expectedJobs),
    ...workflowSpeaksClaim(facts),
    publishingIsProtected(facts),
    ...changesAreShown(facts),
    lineIsUnlocked(facts),
    ...surfacesFree(facts, settings.npm.liveTag),
    ...canBeRolledBack(facts, settings),
    ...rightsWereTried(facts, settings),
  ];
}

/**
 * What a commit's files say decides once, when the plan is made. A plan from before these gates passed the rules of its
 * time, and its commit cannot be mended under it; the run still asserts what its own workflow asserts.
 */
function commitGates(facts: ReleaseFacts, settings: Settings): Verdict[] {
  return [
    ...oneListOfPackages(facts, settings),
    ...packagesCanBePublished(facts),
    ...dependenciesAgree(facts),
    ...changesAreWrittenUp(facts),
  ];
}
