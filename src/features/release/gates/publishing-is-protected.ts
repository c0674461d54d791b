import { defineGate } from '../../../domain/gate.ts';
import type { EnvironmentRules, Protection, PublishingJob } from '../../../domain/protection.ts';

interface Judged {
  is: 'pass' | 'warn';
  evidence: string;
}

/** Whether Navi's App or people must approve the workflow's publishing jobs. It warns and never blocks. */
export const publishingIsProtected = defineGate({
  id: 'publishing is protected',
  whenWarned: { who: 'a maintainer of the repository', next: 'Protect the environment on GitHub.' },
  evaluate: ({ workflow, protection }) => judgeProtection(workflow?.publishing ?? [], protection),
});

/** Whether a rule protects every job that publishes. Pure. */
export function judgeProtection(jobs: readonly PublishingJob[], protection: Protection): Judged {
  if (protection.is === 'unreadable')
    return warn(
      `the environment could not be read (${protection.problem}); give Navi's App the permissions Actions: read and Deployments: write`,
    );
  const judged = jobs.map((job) => ({ job, rules: rulesOf(job, protection.environments) }));
  const open = judged.filter(({ rules }) => rules === undefined || !isProtected(rules));
  if (open.length > 0 || jobs.length === 0) return warn(openWords(open.map(({ job }) => job)));
  const rules = [...new Set(judged.flatMap((one) => one.rules ?? []))];
  return { is: 'pass', evidence: rules.map(protectedWords).join('; ') };
}

function rulesOf(
  { environment }: PublishingJob,
  environments: readonly EnvironmentRules[],
): EnvironmentRules | undefined {
  return environments.find(({ name }) => name === environment);
}

function isProtected({ navi, reviewers }: EnvironmentRules): boolean {
  return navi === 'is-a-rule' || reviewers.length > 0;
}

function protectedWords({ name, navi, reviewers }: EnvironmentRules): string {
  const people = `named reviewers of ${name}: ${reviewers.join(', ')}`;
  if (navi === 'is-a-rule')
    return `Navi's App is a protection rule of ${name}${reviewers.length > 0 ? `, beside ${people}` : ''}`;
  return navi === 'has-no-app' ? `${people} (Navi has a token and no App, so it cannot be a rule)` : people;
}

function openWords(open: readonly PublishingJob[]): string {
  const jobs = open.map(({ job, environment }) =>
    environment === null ? `${job} names no environment` : `${environment} of ${job} has no rule`,
  );
  const which = jobs.length === 0 ? 'no job names an environment' : jobs.join(', ');
  return `neither Navi's App nor named reviewers: anyone with write access can publish (${which})`;
}

function warn(evidence: string): Judged {
  return { is: 'warn', evidence };
}
