import { describe, expect, it } from 'vitest';
import { parseWorkflow } from '../../../src/adapters/github/workflow-file.ts';
import { verdictsOf } from '../../../src/domain/evaluate-gates.ts';
import type { EnvironmentRules, Protection, PublishingJob } from '../../../src/domain/protection.ts';
import { publishingIsProtected } from '../../../src/features/release/gates/publishing-is-protected.ts';
import { SAMPLE_WORKFLOW, sampleFacts } from '../../harness/samples/sample-facts.ts';
import { NOW } from '../../harness/samples/sample-release.ts';

const RELEASE: EnvironmentRules = { name: 'release', reviewers: [], navi: 'is-a-rule' };
const JOBS: PublishingJob[] = [
  { job: 'upload-pinned', environment: 'release' },
  { job: 'publish-npm', environment: 'release' },
];

function judge(publishing: PublishingJob[], protection: Protection | EnvironmentRules[]) {
  const read = Array.isArray(protection) ? { is: 'read' as const, environments: protection } : protection;
  const facts = sampleFacts({ workflow: { ...SAMPLE_WORKFLOW, publishing }, protection: read });
  return verdictsOf(publishingIsProtected, facts, NOW.toISOString())[0];
}

describe('publishing is protected', () => {
  it.each<[string, PublishingJob[], Protection | EnvironmentRules[], 'pass' | 'warn', string]>([
    ['by Navi', JOBS, [RELEASE], 'pass', "Navi's App is a protection rule of release"],
    [
      'by Navi and people',
      JOBS,
      [{ ...RELEASE, reviewers: ['ada'] }],
      'pass',
      "Navi's App is a protection rule of release, beside named reviewers of release: ada",
    ],
    [
      'by people',
      JOBS,
      [{ ...RELEASE, navi: 'is-no-rule', reviewers: ['ada', 'team desk'] }],
      'pass',
      'named reviewers of release: ada, team desk',
    ],
    [
      'by people, where Navi has a token',
      JOBS,
      [{ ...RELEASE, navi: 'has-no-app', reviewers: ['ada'] }],
      'pass',
      'named reviewers of release: ada (Navi has a token and no App, so it cannot be a rule)',
    ],
    [
      'by nobody',
      JOBS,
      [{ ...RELEASE, navi: 'is-no-rule' }],
      'warn',
      "neither Navi's App nor named reviewers: anyone with write access can publish (release of upload-pinned has no rule, release of publish-npm has no rule)",
    ],
    ['in an undefined environment', JOBS, [], 'warn', 'anyone with write access can publish'],
    [
      'in part',
      [...JOBS, { job: 'release-manifest', environment: null }],
      [RELEASE],
      'warn',
      'release-manifest names no environment',
    ],
    ['nowhere', [], [], 'warn', 'no job names an environment'],
    [
      'nobody can say how',
      JOBS,
      { is: 'unreadable', problem: 'Resource not accessible by integration' },
      'warn',
      "could not be read (Resource not accessible by integration); give Navi's App the permissions Actions: read",
    ],
  ])('%s', (_how, jobs, protection, is, evidence) => {
    expect(judge(jobs, protection)).toMatchObject({ is, evidence: expect.stringContaining(evidence) });
  });
});

describe('which jobs publish', () => {
  const publishing = (jobs: string, top = '') =>
    parseWorkflow(`on: workflow_dispatch\n${top}\njobs:\n${jobs}`).publishing;

  it.each([
    ['holds a secret', `a: { steps: [{ env: { T: '\${{ secrets.NPM_TOKEN }}' } }] }`, null],
    ['holds one by index', `a: { steps: [{ env: { T: '\${{ secrets[inputs.x] }}' } }] }`, null],
    ['hands all on', 'a: { uses: ./x.yml, secrets: inherit }', null],
    ['may ask for an identity', 'a: { permissions: { id-token: write } }', null],
    ['names an environment', 'a: { environment: release }', 'release'],
    ['names one with more', 'a: { environment: { name: release, url: x } }', 'release'],
  ])('one that %s', (_what, job, environment) => {
    expect(publishing(`  ${job}`)).toEqual([{ job: 'a', environment }]);
  });

  it('not one that has only its own token', () => {
    expect(publishing(`  a: { steps: [{ env: { T: '\${{ secrets.GITHUB_TOKEN }}' } }] }`)).toEqual([]);
    expect(publishing(`  a: { steps: [{ env: { T: '\${{ github.token }}' } }] }`)).toEqual([]);
  });

  it('all of them, where the whole workflow holds it', () => {
    const jobs = '  a: {}\n  b: { permissions: { contents: read } }';
    expect(publishing(jobs, `env: { T: '\${{ secrets.T }}' }`).map(({ job }) => job)).toEqual(['a', 'b']);
    expect(publishing(jobs, 'permissions: { id-token: write }').map(({ job }) => job)).toEqual(['a']);
  });
});
