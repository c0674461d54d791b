import type { Verdict } from '../gate.ts';
import type { CheckFacts, ReleaseFacts } from '../release-facts.ts';

/** The commit is on the default branch. */
export function onDefaultBranch(facts: ReleaseFacts): Verdict {
  const gate = 'commit is on the default branch';
  const { sha, onDefaultBranch: on } = facts.commit;
  if (!on)
    return {
      gate,
      is: 'block',
      reason: { code: 'commit-not-on-default-branch', commit: sha, branch: facts.branch },
    };
  const from = facts.tag === undefined ? `head of ${facts.branch}` : `tag, on ${facts.branch}`;
  return { gate, is: 'pass', evidence: `${sha.slice(0, 7)} (${from})` };
}

/**
 * Each required check, by name and app, has succeeded on the commit; none found blocks. The release
 * workflow's own checks never count because only configured ones do.
 */
export function requiredChecks(
  facts: ReleaseFacts,
  required: readonly { name: string; app: string }[],
): Verdict[] {
  const gate = 'required checks are green';
  const found = required.map((want) => ({ want, check: facts.checks.find((one) => isSame(one, want)) }));
  if (found.every(({ check }) => check === undefined))
    return [{ gate, is: 'block', reason: { code: 'checks-missing', commit: facts.commit.sha } }];
  const blocks = found.flatMap(({ want, check }): Verdict[] => {
    if (check?.state === 'success') return [];
    const reason = { code: 'check-not-green' as const, check: want.name, state: check?.state ?? 'missing' };
    return [{ gate, is: 'block', reason: check === undefined ? reason : { ...reason, url: check.url } }];
  });
  if (blocks.length > 0) return blocks;
  return [{ gate, is: 'pass', evidence: required.map((want) => want.name).join(', ') }];
}

/** The workflow exists, has every job the plan watches, and can be started by dispatch only: a second trigger would release twice. */
export function workflowIsSafe(
  facts: ReleaseFacts,
  path: string,
  expectedJobs: readonly string[],
): Verdict[] {
  const gate = 'workflow has one trigger';
  const { workflow } = facts;
  if (workflow === undefined)
    return [{ gate, is: 'block', reason: { code: 'workflow-missing', file: path } }];
  const others = workflow.triggers.filter((trigger) => trigger !== 'workflow_dispatch');
  const missing = expectedJobs.filter((job) => !workflow.jobs.includes(job));
  const verdicts: Verdict[] = [];
  if (others.length > 0 || !workflow.triggers.includes('workflow_dispatch'))
    verdicts.push({
      gate,
      is: 'block',
      reason: {
        code: 'workflow-second-trigger',
        file: path,
        triggers: others.length > 0 ? others : ['nothing'],
      },
    });
  if (missing.length > 0)
    verdicts.push({ gate, is: 'block', reason: { code: 'workflow-job-missing', file: path, jobs: missing } });
  if (verdicts.length > 0) return verdicts;
  return [{ gate, is: 'pass', evidence: `workflow_dispatch only, ${workflow.jobs.length} jobs` }];
}

function isSame(check: CheckFacts, want: { name: string; app: string }): boolean {
  return check.name === want.name && check.app === want.app;
}
