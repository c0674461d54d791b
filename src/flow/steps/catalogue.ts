import type { StepKind } from '../../domain/step.ts';
import { announce } from './announce.ts';
import { cancelRun } from './cancel-run.ts';
import { deprecate } from './deprecate.ts';
import { dispatch } from './dispatch.ts';
import { githubRelease } from './github-release.ts';
import { leaveTag } from './leave-tag.ts';
import { markRelease } from './mark-release.ts';
import { moveDistTag } from './move-dist-tag.ts';
import { openClaim } from './open-claim.ts';
import { purge } from './purge.ts';
import { readBack } from './read-back.ts';
import { readManifest } from './read-manifest.ts';
import type { AnyStep } from './step.ts';
import { swapPointer } from './swap-pointer.ts';
import { tag } from './tag.ts';
import { verifyEdge } from './verify-edge.ts';
import { verifyNpm } from './verify-npm.ts';
import { verifyPinned } from './verify-pinned.ts';
import { watchRun } from './watch-run.ts';
import { watchSurfaces } from './watch-surfaces.ts';

const STEPS: { [K in StepKind]: AnyStep } = {
  tag,
  'open-claim': openClaim,
  dispatch,
  'watch-run': watchRun,
  'read-manifest': readManifest,
  'verify-pinned': verifyPinned,
  'verify-npm': verifyNpm,
  'swap-pointer': swapPointer,
  purge,
  'verify-edge': verifyEdge,
  'move-dist-tag': moveDistTag,
  'leave-tag': leaveTag,
  'mark-release': markRelease,
  'read-back': readBack,
  'github-release': githubRelease,
  'cancel-run': cancelRun,
  deprecate,
  'watch-surfaces': watchSurfaces,
  announce,
};

/** Every step kind this version knows. A kind kept by a newer version is undefined: leave it and say so. */
export function findStep(kind: string): AnyStep | undefined {
  return Object.hasOwn(STEPS, kind) ? STEPS[kind as StepKind] : undefined;
}
