import type { PlanContent } from '../../../domain/plan.ts';
import type { StepProblem } from '../../../domain/step.ts';
import { releaseContent } from './release-content.ts';

/** The tag of a release and the commit that was approved under it. */
export interface ApprovedTag {
  tag: string;
  commit: string;
}

/** Undefined for a rollback, which has no tag. */
export function approvedTagOf(content: PlanContent): ApprovedTag | undefined {
  return releaseContent.is(content) ? { tag: content.tag, commit: content.commit } : undefined;
}

/**
 * The problem when the tag no longer leads to the approved commit; null when it does. A missing tag is never created
 * again.
 */
export function tagMismatch(want: ApprovedTag, found: { commit: string } | undefined): StepProblem | null {
  const back = `put it back with "git push origin ${want.commit}:refs/tags/${want.tag}" and retry`;
  if (found === undefined)
    return { code: 'drift', detail: `the tag ${want.tag} does not exist any more; ${back}` };
  if (found.commit === want.commit) return null;
  const detail = `${want.tag} points at ${found.commit.slice(0, 7)}, the plan says ${want.commit.slice(0, 7)}`;
  return { code: 'drift', detail };
}

/** The problem when a branch has the tag's name; null when none has. */
export function branchMismatch(
  { tag }: ApprovedTag,
  branch: { head: string } | undefined,
): StepProblem | null {
  if (branch === undefined) return null;
  const detail = `a branch is named ${tag} too, at ${branch.head.slice(0, 7)}; delete or rename it and retry`;
  return { code: 'foreign', detail };
}
