import type { Gate } from '../../../domain/gate.ts';
import { betaWasOut } from './beta-was-out.ts';
import { breakGlassWasReviewed } from './break-glass-was-reviewed.ts';
import { cadenceIsKept } from './cadence-is-kept.ts';
import { canBeRolledBack } from './can-be-rolled-back.ts';
import { changesAreShown } from './changes-are-shown.ts';
import { changesAreWrittenUp } from './changes-are-written-up.ts';
import { changesetsAgree } from './changesets-agree.ts';
import { contractsAreReviewed } from './contracts-are-reviewed.ts';
import { customersWereNotified } from './customers-were-notified.ts';
import { dependenciesAgree } from './dependencies-agree.ts';
import { extendedTestsRun } from './extended-tests-run.ts';
import { lineIsUnlocked } from './line-is-unlocked.ts';
import { migrationGuideExists } from './migration-guide-exists.ts';
import { notFrozen } from './not-frozen.ts';
import { notReleasedYet } from './not-released-yet.ts';
import { nothingIsThereYet } from './nothing-is-there-yet.ts';
import { nothingSensitive } from './nothing-sensitive.ts';
import { onDefaultBranch } from './on-default-branch.ts';
import { oneListOfPackages } from './one-list-of-packages.ts';
import { packagesCanBePublished } from './packages-can-be-published.ts';
import { publishingIsProtected } from './publishing-is-protected.ts';
import { releaseCanBeWatched } from './release-can-be-watched.ts';
import { requiredChecks } from './required-checks.ts';
import { rightsWereTried } from './rights-were-tried.ts';
import { signOffsAreGiven } from './sign-offs-are-given.ts';
import { surfacesAreFree } from './surfaces-are-free.ts';
import { tagIsNotLeftOver } from './tag-is-not-left-over.ts';
import { tagNameIsFree } from './tag-name-is-free.ts';
import { versionIsNewer } from './version-is-newer.ts';
import { versionMapHasEntry } from './version-map-has-entry.ts';
import { versionsAreCommitted } from './versions-are-committed.ts';
import { withinWorkingHours } from './within-working-hours.ts';
import { workflowSpeaksClaim } from './workflow-claim.ts';
import { workflowHasOneTrigger } from './workflow-has-one-trigger.ts';

/** Every gate of a release, in the order in which the card shows them. */
export const RELEASE_GATES: readonly Gate[] = [
  versionIsNewer,
  notReleasedYet,
  nothingIsThereYet,
  tagNameIsFree,
  tagIsNotLeftOver,
  onDefaultBranch,
  requiredChecks,
  versionsAreCommitted,
  oneListOfPackages,
  packagesCanBePublished,
  dependenciesAgree,
  changesAreWrittenUp,
  changesetsAgree,
  contractsAreReviewed,
  signOffsAreGiven,
  migrationGuideExists,
  customersWereNotified,
  betaWasOut,
  versionMapHasEntry,
  workflowHasOneTrigger,
  extendedTestsRun,
  workflowSpeaksClaim,
  publishingIsProtected,
  changesAreShown,
  nothingSensitive,
  notFrozen,
  cadenceIsKept,
  withinWorkingHours,
  breakGlassWasReviewed,
  lineIsUnlocked,
  surfacesAreFree,
  canBeRolledBack,
  rightsWereTried,
  releaseCanBeWatched,
];
