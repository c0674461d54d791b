import { describe, expect, it } from 'vitest';
import type { ApprovedRun, BoundRun, Claim } from '../../src/domain/claim.ts';
import { answerFor, type OpenRelease } from '../../src/domain/deployment-answer.ts';
import type { Run } from '../../src/domain/run.ts';
import { sampleRun } from '../harness/samples/sample-run.ts';

const COMMIT = 'a'.repeat(40);
const WORKFLOW = { path: '.github/workflows/release.yml', blob: 'b'.repeat(40) };
const APPROVED: ApprovedRun = {
  operation: 'rel_1',
  planHash: 'hash',
  version: '1.2.0',
  commit: COMMIT,
  workflow: WORKFLOW,
  packages: [{ name: '@awell-health/navi-core', version: '1.2.0' }],
};
const RUN: BoundRun = { id: 7, attempt: 1, ref: 'refs/tags/v1.2.0', headSha: COMMIT, workflow: WORKFLOW };
const BOUND: Claim = { state: 'bound', approved: APPROVED, run: RUN };

function answer(
  run: Partial<Run> = {},
  release: Partial<Omit<OpenRelease, 'head'>> & { claim?: Claim } = {},
) {
  const { claim = BOUND, ...more } = release;
  const head = { sha: 'c'.repeat(40), parent: 'd'.repeat(40), claim };
  return answerFor(sampleRun(run), [
    { operation: 'rel_1', state: 'running', approved: APPROVED, head, tampering: null, ...more },
  ]);
}

describe('a run that waits for Navi', () => {
  it('passes when it holds the claim of a release that runs', () => {
    expect(answer()).toEqual({
      is: 'approved',
      operation: 'rel_1',
      why: 'Bound to the release of v1.2.0 (rel_1).',
    });
  });

  it.each<[string, Partial<Run>, Parameters<typeof answer>[1], string]>([
    ['the claim is open', {}, { claim: { state: 'open', approved: APPROVED } }, 'is bound to this run'],
    [
      'the claim is revoked',
      {},
      { claim: { state: 'revoked', operation: 'rel_1', reason: 'stopped', run: 7 } },
      'is bound to this run',
    ],
    ['another run is bound', { id: 8 }, {}, 'is bound to this run'],
    ['the commit is another', { commit: 'b'.repeat(40) }, {}, 'not the approved one: its commit'],
    [
      'the workflow is another',
      { path: '.github/workflows/ci.yml' },
      {},
      'not the approved one: its workflow file',
    ],
    [
      'it ran on a branch',
      {},
      { claim: { ...BOUND, run: { ...RUN, ref: 'refs/heads/v1.2.0' } } },
      'not the approved one: by its claim its ref',
    ],
    [
      'the claim was forced to name another package',
      {},
      { claim: { ...BOUND, approved: { ...APPROVED, packages: [{ name: 'evil', version: '1.0.0' }] } } },
      'its claim names another version, commit or list of packages',
    ],
    ['the release is not approved', {}, { tampering: 'no approval' }, 'does not hold the approval'],
    [
      'the release is not approved, and paused',
      {},
      { tampering: 'no approval', state: 'stopped' },
      'does not hold',
    ],
    ['the release waits for approval', {}, { state: 'awaiting-approval' }, 'not running'],
  ])('is rejected when %s', (_when, run, release, why) => {
    expect(answer(run, release)).toMatchObject({ is: 'rejected', why: expect.stringContaining(why) });
  });

  it('is rejected where no release is under way', () => {
    expect(answerFor(sampleRun(), [])).toMatchObject({ is: 'rejected', operation: null });
  });

  it('waits while its release has stopped, until a person has decided', () => {
    expect(answer({}, { state: 'stopped' })).toEqual({ is: 'later', operation: 'rel_1' });
  });
});
