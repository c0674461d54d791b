export { cancelOutcome, cancelQuestion, undone } from './cancel.ts';
export { tagMadeIn } from './left-tag/left-tag.ts';
export type { PlanStamp } from './release-plan.ts';
export { refusedByRuleset } from './ruleset.ts';
export { endRunOf, endsRun, isRunEnded, runLeftBy, runToEndOf } from './run-left.ts';
export { announce } from './steps/announce.ts';
export { cancelRun, type RunToEnd } from './steps/cancel-run.ts';
export { canBeStopped } from './stop.ts';
export { previewStop, stopRelease } from './stop-release.ts';
