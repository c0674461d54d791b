import { describe, expect, it } from 'vitest';
import { answerFor, type Bound } from '../../src/domain/deployment-answer.ts';
import type { Run } from '../../src/domain/run.ts';
import { sampleRun } from '../builders/sample-run.ts';

const BOUND: Bound = {
  operation: 'rel_1',
  version: '1.2.0',
  state: 'running',
  run: 7,
  commit: 'a'.repeat(40),
  workflow: '.github/workflows/release.yml',
  tampering: null,
};

describe('a run that waits for Navi', () => {
  it.each<[string, Partial<Run>, Partial<Bound>, string, string]>([
    ['is the bound one of a release that runs', {}, {}, 'approved', 'Bound to the release of v1.2.0'],
    ['is not bound', {}, { run: null }, 'rejected', 'is bound to this run'],
    ['is another than the bound one', { id: 8 }, {}, 'rejected', 'is bound to this run'],
    ['is of another commit', { commit: 'b'.repeat(40) }, {}, 'rejected', 'not of the approved commit'],
    [
      'is of another workflow',
      { path: '.github/workflows/ci.yml' },
      {},
      'rejected',
      'not of the approved workflow',
    ],
    [
      'is of a release nobody approved',
      {},
      { tampering: 'no approval' },
      'rejected',
      'does not hold the approval',
    ],
    [
      'is of one nobody approved that has stopped',
      {},
      { tampering: 'x', state: 'stopped' },
      'rejected',
      'does not hold',
    ],
    ['is of one that waits for approval', {}, { state: 'awaiting-approval' }, 'rejected', 'not under way'],
    ['is of one that was superseded', {}, { state: 'superseded' }, 'rejected', 'not under way'],
  ])('%s', (_which, run, bound, is, why) => {
    expect(answerFor(sampleRun(run), [{ ...BOUND, ...bound }])).toMatchObject({
      is,
      why: expect.stringContaining(why),
    });
  });

  it('of a release that has stopped waits until a person has decided', () => {
    expect(answerFor(sampleRun(), [{ ...BOUND, state: 'stopped' }])).toEqual({
      is: 'later',
      operation: 'rel_1',
    });
  });

  it('is rejected where no release is under way', () => {
    expect(answerFor(sampleRun(), [])).toMatchObject({ is: 'rejected', operation: null });
  });
});
