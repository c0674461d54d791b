import type { ApprovedRun } from '../../../domain/claim.ts';
import type { Plan } from '../../../domain/plan.ts';
import { releaseContent } from './release-content.ts';

/** What the workflow run of this plan may do; undefined for a rollback, which has no run. */
export function approvedRunOf({ content, hash: planHash }: Plan): ApprovedRun | undefined {
  if (!releaseContent.is(content)) return undefined;
  const { operation, version, commit, workflow } = content;
  const packages = content.packages
    .filter((move) => move.ships === 'npm')
    .map(({ name, after, access }) => ({
      name,
      version: after,
      ...(access === undefined ? {} : { access }),
    }));
  return { operation, planHash, version, commit, workflow, packages };
}
