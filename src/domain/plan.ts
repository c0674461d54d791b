import { createHash } from 'node:crypto';
import type { ApprovalRule } from './approval.ts';
import { canonical } from './json.ts';
import type { Access } from './monorepo.ts';
import type { Ships } from './settings.ts';
import type { PlanStep } from './step.ts';
import type { SurfaceId } from './surface.ts';
import type { ReleaseLine } from './version.ts';

/** What one package does in a release. `before` is what its `latest` pointed at: a rollback restores exactly that. */
export interface PackageMove {
  name: string;
  ships: Ships;
  /** What `latest` is now; null when the registry has no such package or it is not published. */
  before: string | null;
  /** Its version in the commit. */
  after: string;
  /** True when the registry (or, for the loader, the bucket) lacks `after`. */
  changes: boolean;
  /** Whether the release moves its `latest`: it changes, and `latest` would not go down. */
  movesLatest: boolean;
  /** The dist-tag that a prerelease moves, and what it is now; absent where it moves none, and in other plans. */
  early?: { tag: string; from: string | null };
  /** The access for `npm publish`; absent where an existing package keeps its access, and in old plans. */
  access?: Access;
  /** Why a rollback leaves `latest` at another value than it had with the target. Absent where it does not. */
  stays?: string;
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
  /** Cache-Control of the replaced pointer: how long browsers keep what they have. Absent in older plans. */
  cacheControl?: string;
}

/**
 * The fields of every plan, which an approval covers. The kind of operation adds its own fields and alone knows their
 * meaning.
 */
export interface PlanContent {
  schema: 1;
  kind: string;
  operation: string;
  /** What will be live: the released version, or the rollback target. */
  version: string;
  line: ReleaseLine;
  packages: readonly PackageMove[];
  pointer: PointerMove;
  steps: readonly PlanStep[];
  approval: ApprovalRule;
  /** Hash of the policies that were in force. */
  policy: string;
  /** Where it takes no surface: it changes nothing that customers load. Absent in every other plan. */
  holds?: 'nothing';
}

/** An immutable plan: what is hashed, and its hash. `createdAt` and `expiresAt` are ISO times. */
export interface Plan<C extends PlanContent = PlanContent> {
  content: C;
  hash: string;
  /**
   * Starts at 1 and increases when the world changed before the first write; an approval covers one revision's hash.
   */
  revision: number;
  createdAt: string;
  expiresAt: string;
}

/** The hash that an approval covers: SHA-256 of the plan's canonical content, in hex. */
export function hashPlan(content: PlanContent): string {
  return createHash('sha256').update(canonical(content)).digest('hex');
}

/** The surfaces an operation with this plan takes. */
export function surfacesOf(content: PlanContent, liveTag: string): SurfaceId[] {
  if (content.holds === 'nothing') return [];
  const tags = content.packages
    .filter((move) => move.movesLatest)
    .map((move): SurfaceId => `npm:${move.name}#${liveTag}`);
  return [content.pointer.surface, ...tags];
}

/** Whether it moves, or may move, what this release line serves. */
export function isOnLine({ line, holds }: PlanContent, wanted: ReleaseLine): boolean {
  return line === wanted && holds !== 'nothing';
}

/** The first eight digits, for people. */
export function shortHash(hash: string): string {
  return hash.slice(0, 8);
}
