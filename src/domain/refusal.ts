import type { Permission, Role, StrangerReason } from './person.ts';
import type { Ships } from './settings.ts';

/** Why something was refused: a closed list of codes, each with the facts for its sentence. */
export type RefusalReason =
  | { code: 'unknown-command'; typed: string; meant?: string }
  | { code: 'usage'; command: string; problem: string; usage: string }
  | { code: 'version-malformed'; typed: string; meant?: string }
  | { code: 'version-prerelease'; version: string }
  | { code: 'version-not-newer'; version: string; live: string; line: string }
  | { code: 'already-released'; version: string; what: string }
  | { code: 'tag-left-over'; tag: string; operation: string; behind: string; next: string | null }
  | { code: 'tag-stays'; tag: string; why: readonly string[]; next: string | null }
  | { code: 'no-left-tag'; tag: string }
  | { code: 'branch-named-as-tag'; branch: string; head: string }
  /** A gate's own reason. */
  | { code: 'gate-refused'; gate: string; text: string; who: string; next: string }
  | { code: 'commit-not-on-default-branch'; commit: string; branch: string }
  | { code: 'checks-missing'; commit: string }
  | { code: 'check-not-green'; check: string; state: string; url?: string }
  /** `released`: the version found was live before, so requesting it does not help. */
  | { code: 'loader-version-differs'; loader: string; found: string; version: string; released?: boolean }
  | { code: 'package-missing'; package: string; file: string }
  | { code: 'dependency-disagrees'; package: string; dependency: string; wants: string; has: string }
  | { code: 'object-exists'; path: string; md5: string; at: string; by: string | null; next: string | null }
  /** `built`: the integrity that a build of this version has for it, and where that stands. */
  | {
      code: 'npm-version-exists';
      package: string;
      version: string;
      integrity: string;
      built: { integrity: string; from: string } | null;
      next: string | null;
    }
  | { code: 'npm-version-unpublished'; package: string; version: string; next: string | null }
  | { code: 'release-file-unreadable'; problem: string }
  | { code: 'package-lists-differ'; differences: readonly string[] }
  | { code: 'package-privacy'; file: string; ships: Ships; wanted: boolean }
  | { code: 'package-access-widens'; package: string; file: string }
  | { code: 'package-registry'; file: string; registry: string; ours: string }
  | { code: 'range-not-servable'; package: string; dependency: string; wants: string }
  | { code: 'release-order'; package: string; dependency: string; list: string }
  | { code: 'changelog-missing'; file: string; version: string }
  | { code: 'changeset-left'; files: readonly string[] }
  | { code: 'version-map-entry-missing'; version: string; file: string }
  | { code: 'workflow-missing'; file: string }
  | { code: 'workflow-second-trigger'; file: string; triggers: readonly string[] }
  | { code: 'workflow-claim-missing'; file: string; says: number | null; wants: number; hasInput: boolean }
  | { code: 'workflow-job-missing'; file: string; jobs: readonly string[] }
  /** `except`: the command that asks for an exception; null where there are too few people to approve it. */
  | {
      code: 'frozen';
      freezes: readonly string[];
      until: string;
      /** Who may lift what people set. */
      lifters: readonly string[];
      except: string | null;
    }
  | { code: 'exception-not-needed'; version: string }
  | { code: 'exception-lacks-approvers'; needs: number; people: readonly string[] }
  /** `configured`: the freeze of the configuration that holds. */
  | { code: 'not-frozen'; configured: string | null }
  | { code: 'line-locked'; line: string; since: string; why: string }
  | { code: 'line-unknown'; typed: string; known: readonly string[] }
  | { code: 'line-not-locked'; line: string }
  | {
      code: 'no-target';
      line: string;
      /** Older unverified versions whose bytes exist, newest first. */
      named: readonly string[];
      /** Older versions that would be targets if they were not quarantined, newest first. */
      quarantined: readonly string[];
    }
  | { code: 'target-unknown'; version: string; known: readonly string[] }
  | {
      code: 'target-quarantined';
      version: string;
      why: string;
      /** The target of a rollback without a version; null for none. */
      other: string | null;
    }
  /** `why` is about its bytes; `other` as above. */
  | { code: 'target-unusable'; version: string; why: string; other: string | null }
  | { code: 'target-never-live'; version: string; other: string | null }
  | { code: 'target-live'; version: string; line: string }
  | { code: 'reason-needed'; why: string; command: string }
  | {
      code: 'choose-what-to-stop';
      /** The running release, and the version that customers keep when it is stopped. */
      stop: string;
      keeps: string | null;
      /** The other choice; null where there is no rollback target. */
      rollBack: { from: string | null; to: string; needsReason: boolean } | null;
    }
  | { code: 'nothing-to-stop'; asked: string | null; releases: readonly string[] }
  | { code: 'too-late-to-stop'; version: string; to: string | null }
  | { code: 'version-not-recorded'; version: string }
  | { code: 'not-quarantined'; version: string; quarantined: readonly string[] }
  | {
      code: 'surface-held';
      surface: string;
      operation: string;
      version: string;
      requester: string;
      approved: boolean;
    }
  | { code: 'pointer-kept'; path: string; why: string; cure: string }
  | { code: 'way-back-missing'; version: string; missing: readonly string[] }
  | { code: 'right-refused'; right: string; detail: string; bucket: string; urlMap: string }
  | { code: 'stranger'; why: StrangerReason; owners?: readonly string[] }
  /** `people`: the names of those with the permission. */
  | { code: 'permission-missing'; permission: Permission; roles: readonly Role[]; people: readonly string[] }
  | {
      code: 'approver-role-missing';
      roles: readonly Role[];
      people: readonly string[];
      isRequester: boolean;
    }
  | { code: 'approver-is-requester'; people: readonly string[] }
  | { code: 'approver-is-author'; people: readonly string[] }
  /** `people` are those who may approve already. */
  | { code: 'role-too-new'; role: Role; people: readonly string[] }
  | { code: 'approval-not-needed' }
  | { code: 'not-the-requester'; requester: string }
  | { code: 'operation-unknown'; operation: string }
  | { code: 'already-decided'; operation: string; state: string }
  | { code: 'plan-outdated'; operation: string; revision: number; current: number }
  | { code: 'plan-differs'; operation: string; given: string; current: string }
  | { code: 'plan-changed'; operation: string; changes: readonly string[] }
  | { code: 'plan-expired'; operation: string; version: string }
  | { code: 'card-not-ours' }
  | { code: 'alert-unknown'; alert: string }
  | { code: 'alert-over'; alert: string }
  | { code: 'not-adoptable'; alert: string; what: string }
  | { code: 'not-put-back'; surface: string; why: string }
  | { code: 'card-being-posted' }
  | { code: 'use-the-card'; operation: string }
  | { code: 'choice-not-offered'; operation: string; choice: string }
  | { code: 'token-invalid' }
  | { code: 'token-unknown'; id: string }
  | { code: 'code-unknown' }
  | { code: 'unproven-target'; target: string; knownGood: string | null }
  | { code: 'unproven-twice'; line: string; operation: string }
  | { code: 'not-unproven'; operation: string }
  | { code: 'needs-the-bot'; command: string }
  | { code: 'only-in-slack'; command: string }
  | {
      code: 'too-many-requests';
      /** Whose budget is used up: the caller's own, or the whole workspace's. */
      whose: 'person' | 'workspace';
      budget: 'rollback' | 'reading' | 'ordinary' | 'pairing' | 'click' | 'urgent-click';
      retryInSeconds: number;
    }
  | {
      code: 'record-differs';
      /** In words, the first few. */
      differences: readonly string[];
      /** The end of the journal when they were found. */
      rows: number;
      mac: string;
    }
  /** `table` and `id` name the row in the database. */
  | { code: 'row-unreadable'; table: string; id: string }
  | { code: 'record-differs-target'; line: string; target: string; knownGood: string | null }
  | { code: 'nothing-to-accept' }
  | { code: 'accept-other-head'; rows: number; mac: string }
  | { code: 'accept-needs-second'; asked: string }
  | { code: 'accept-needs-role' }
  /** A notice cannot go this way now. */
  | { code: 'notice-refused'; text: string; who: string | null; next: string }
  | { code: 'neighbour-unreadable'; service: string; problem: string };

/** A polite no, returned as a value, with all its reasons at once. */
export interface Refusal {
  is: 'refusal';
  reasons: readonly RefusalReason[];
}

export function refuse(...reasons: RefusalReason[]): Refusal {
  return { is: 'refusal', reasons };
}
