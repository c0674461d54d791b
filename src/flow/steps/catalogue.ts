import { stepsOf } from '../../engine/steps.ts';
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
import { swapPointer } from './swap-pointer.ts';
import { tag } from './tag.ts';
import { verifyEdge } from './verify-edge.ts';
import { verifyNpm } from './verify-npm.ts';
import { verifyPinned } from './verify-pinned.ts';
import { watchRun } from './watch-run.ts';
import { watchSurfaces } from './watch-surfaces.ts';

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
  moveDistTag,
  leaveTag,
  markRelease,
  readBack,
  githubRelease,
  cancelRun,
  deprecate,
  watchSurfaces,
  announce,
]);
