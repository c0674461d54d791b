import { stepsOf } from '../engine/steps.ts';
import { restoreTag } from './drift/steps/restore-tag.ts';
import { announce } from './release/steps/announce.ts';
import { cancelRun } from './release/steps/cancel-run.ts';
import { dispatch } from './release/steps/dispatch.ts';
import { githubRelease } from './release/steps/github-release.ts';
import { openClaim } from './release/steps/open-claim.ts';
import { readManifest } from './release/steps/read-manifest.ts';
import { soak } from './release/steps/soak.ts';
import { tag } from './release/steps/tag.ts';
import { watchRun } from './release/steps/watch-run.ts';
import { markRelease } from './rollback/steps/mark-release.ts';
import { watchSurfaces } from './rollback/steps/watch-surfaces.ts';
import { deprecate } from './surfaces/steps/deprecate.ts';
import { leaveTag } from './surfaces/steps/leave-tag.ts';
import { moveDistTag } from './surfaces/steps/move-dist-tag.ts';
import { purge } from './surfaces/steps/purge.ts';
import { readBack } from './surfaces/steps/read-back.ts';
import { swapPointer } from './surfaces/steps/swap-pointer.ts';
import { verifyEdge } from './surfaces/steps/verify-edge.ts';
import { verifyNpm } from './surfaces/steps/verify-npm.ts';
import { verifyPinned } from './surfaces/steps/verify-pinned.ts';

/** Every kind of step that this version knows. */
export const STEPS = stepsOf([
  tag,
  openClaim,
  dispatch,
  watchRun,
  readManifest,
  verifyPinned,
  verifyNpm,
  swapPointer,
  purge,
  verifyEdge,
  soak,
  moveDistTag,
  leaveTag,
  markRelease,
  readBack,
  githubRelease,
  cancelRun,
  deprecate,
  watchSurfaces,
  restoreTag,
  announce,
]);
