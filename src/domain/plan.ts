import { createHash } from 'node:crypto';
import type { ApprovalRule } from './approval.ts';
import { canonical } from './json.ts';
import type { Access } from './monorepo.ts';
import type { Ships } from './settings.ts';
import type { PlanStep } from './step.ts';
import type { SurfaceId } from './surface.ts';
import type { Change, ReleaseLine } from './version.ts';

/** What one package does in a release. `before` is what its `latest` pointed at: a rollback restores exactly that. */
export interface PackageMove {
  name: string;
  ships: Ships;
  /** What `latest` is now; null when the registry has no such package or it ships nowhere. */
  before: string | null;
  /** Its version in the commit. */
  after: string;
  /** True when the registry (or, for the loader, the bucket) lacks `after`. */
  changes: boolean;
  /** Whether the release moves its `latest`: it changes, and `latest` would not go down. */
  movesLatest: boolean;
  /** What `npm publish` is told; absent where an existing package keeps the access it has, and in old plans. */
  access?: Access;
}

/** What a release does to its line's pointer. `generation` is `0` when the line has none yet. */
export interface PointerMove {
  surface: SurfaceId;
  path: string;
  generation: string;
  /** The bytes that are live, in SRI form; null when there are none. */
  sha384: string | null;
  from: string | null;
  to: string;
  /** Of the pointer that is replaced: for how long browsers keep what they have. Absent in older plans. */
  cacheControl?: string;
}

interface Content {
  schema: 1;
  operation: string;
  /** What will be live: the version that is released, or the one that is gone back to. */
  version: string;
  line: ReleaseLine;
  packages: readonly PackageMove[];
  pointer: PointerMove;
  steps: readonly PlanStep[];
  approval: ApprovalRule;
  /** Hash of the policies that were in force. */
  policy: string;
}

/** Everything of a release that an approval is of. */
export interface ReleaseContent extends Content {
  kind: 'release';
  change: Change;
  tag: string;
  commit: string;
  workflow: { path: string; blob: string };
  /** The rules of the run's claim; absent in a plan from before them. */
  claim?: { protocol: number };
}

/** Everything of a rollback that its one confirmation is of. */
export interface RollbackContent extends Content {
  kind: 'rollback';
  /** What is live when it begins; null when nobody can say. */
  takenBack: string | null;
  /** The packages of the releases that are taken back; those in between are only listed. */
  deprecates: readonly { name: string; version: string; message: string }[];
  /** An operation under way on the line, which takes no further step. */
  supersedes: string | null;
  /** That operation's workflow run where it is known; it is cancelled and waited for before npm is touched. */
  run: number | null;
  reason: string | null;
  cdnOnly: boolean;
}

/** What ends a release that has not moved the pointer: its run is ended, and what it published is deprecated. */
export interface StopContent extends Content {
  kind: 'stop';
  /** The release operation that is ended. */
  stops: string;
  /** The version that customers keep; null when the line has none yet. */
  keeps: string | null;
  deprecates: readonly { name: string; version: string; message: string }[];
  /** The release's workflow run where it is known. */
  run: number | null;
  reason: string | null;
}

export type PlanContent = ReleaseContent | RollbackContent | StopContent;

/** An immutable plan: what is hashed, and its hash. `createdAt` and `expiresAt` are ISO times. */
export interface Plan<C extends PlanContent = PlanContent> {
  content: C;
  hash: string;
  /** Counts from 1 and rises when the world changed before the first write; approvals are of one revision's hash. */
  revision: number;
  createdAt: string;
  expiresAt: string;
}

/** The hash that approvals are of: SHA-256 of the plan's canonical content, in hex. */
export function hashPlan(content: PlanContent): string {
  return createHash('sha256').update(canonical(content)).digest('hex');
}

/** The surfaces an operation with this plan takes. */
export function surfacesOf(content: PlanContent, liveTag: string): SurfaceId[] {
  const tags = content.packages
    .filter((move) => move.movesLatest)
    .map((move): SurfaceId => `npm:${move.name}#${liveTag}`);
  return [content.pointer.surface, ...tags];
}

/** The first eight digits, as people read them. */
export function shortHash(hash: string): string {
  return hash.slice(0, 8);
}
