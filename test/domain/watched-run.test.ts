import { describe, expect, it } from 'vitest';
import type { PendingDeployment, Run, RunJob } from '../../src/domain/run.ts';
import { judgeRun, type WatchedRun } from '../../src/domain/watched-run.ts';
import { sampleRun } from '../harness/samples/sample-run.ts';

const URL = 'https://github.example/runs/7';
const JOBS = ['claim', 'build', 'upload-pinned', 'publish-npm', 'smoke-test', 'release-manifest'];

/** An expression as a workflow file has it. */
const as = (expression: string) => `$\{{ ${expression} }}`;

function job(name: string, more: Partial<RunJob> = {}): RunJob {
  const at = JOBS.indexOf(name);
  return {
    id: 700 + at,
    name,
    url: `${URL}/job/${700 + at}`,
    status: 'completed',
    conclusion: 'success',
    steps: [],
    ...more,
  };
}

function judge(run: Partial<Run>, more: Partial<WatchedRun> = {}) {
  const jobs = more.jobs ?? [];
  return judgeRun({
    run: sampleRun(run),
    pending: [],
    errors: [],
    expectedJobs: JOBS,
    wanted: 1,
    ...more,
    jobs,
  });
}

const RELEASE: PendingDeployment = {
  environment: 'release',
  reviewers: ['dev-rao', 'team desk'],
  waitMinutes: 0,
};

describe('a run that goes on', () => {
  it('counts against the jobs of the plan, because GitHub lists a job only when its turn has come', () => {
    expect(
      judge({}, { jobs: [job('claim'), job('build', { status: 'in_progress', conclusion: null })] }),
    ).toEqual({
      is: 'going',
      expects: 'the run; 1 of 6 jobs done, now build',
      person: null,
      isIdle: false,
    });
  });

  it.each<[string, Partial<Run>, Partial<WatchedRun>, string, object | null]>([
    ['queued', { status: 'queued' }, {}, 'the run; 0 of 6 jobs done', null],
    [
      'pending',
      { status: 'pending' },
      {},
      'the run; 0 of 6 jobs done; another run of its concurrency group is first',
      null,
    ],
    [
      'waiting for people',
      { status: 'waiting' },
      { jobs: [job('publish-npm', { status: 'waiting', conclusion: null })], pending: [RELEASE] },
      'the run; 0 of 6 jobs done; publish-npm waits for an approval of the environment release by dev-rao or team desk',
      { who: 'dev-rao or team desk', what: 'to approve release', url: URL },
    ],
    [
      'waiting for people while another job is at work',
      {},
      { jobs: [job('publish-npm', { status: 'waiting', conclusion: null })], pending: [RELEASE] },
      'the run; 0 of 6 jobs done; publish-npm waits for an approval of the environment release by dev-rao or team desk',
      { who: 'dev-rao or team desk', what: 'to approve release', url: URL },
    ],
    [
      'waiting for a timer',
      { status: 'waiting' },
      { pending: [{ ...RELEASE, reviewers: [], waitMinutes: 30 }] },
      'the run; 0 of 6 jobs done; it waits for the timer of the environment release (30 min)',
      null,
    ],
    [
      'waiting for an App',
      { status: 'waiting' },
      { pending: [{ ...RELEASE, reviewers: [] }] },
      'the run; 0 of 6 jobs done; it waits for the protection rules of the environment release',
      null,
    ],
    [
      'waiting, and GitHub does not say for what',
      { status: 'waiting' },
      {},
      'the run; 0 of 6 jobs done; it waits for the protection rules of its environment',
      null,
    ],
    [
      'not allowed to start',
      { status: 'completed', conclusion: 'action_required' },
      {},
      'the run; 0 of 6 jobs done; a maintainer with write access has to let it start',
      { who: 'a maintainer with write access', what: 'to let the run start', url: URL },
    ],
  ])('%s', (name, run, more, expects, person) => {
    const isIdle = person !== null && !name.includes('another job');
    expect(judge(run, more)).toEqual({ is: 'going', expects, person, isIdle });
  });
});

describe('a run that has ended', () => {
  it('is passed with every expected job', () => {
    expect(
      judge({ status: 'completed', conclusion: 'success' }, { jobs: JOBS.map((name) => job(name)) }),
    ).toEqual({
      is: 'passed',
    });
  });

  it.each<[string, Run['conclusion']]>([
    ['failure', 'failure'],
    ['timed_out', 'timed_out'],
    ['stale', 'stale'],
    ['cancelled', 'cancelled'],
    ['neutral', 'neutral'],
  ])(
    'in %s is said in GitHub’s own word, with the page of the failed job and what its step wrote',
    (word, conclusion) => {
      const jobs = [
        job('claim', {
          conclusion: 'failure',
          steps: [
            { name: 'Set up job', status: 'completed', conclusion: 'success' },
            { name: 'Check commit', status: 'completed', conclusion: 'failure' },
          ],
        }),
      ];
      const errors = ['.changeset/x.md\nis left over', 'x'.repeat(500), '3', '4', '5', '6'];
      const judged = judge({ status: 'completed', conclusion }, { jobs, errors });
      expect(judged).toMatchObject({
        is: 'failed',
        isFinal: false,
        trouble: { code: 'run-failed', url: `${URL}/job/700` },
      });
      const detail = judged.is === 'failed' ? judged.trouble.detail : '';
      expect(detail).toContain(
        `run 7 ended in ${word}: claim failure at "Check commit": .changeset/x.md is left over · x`,
      );
      expect(detail).toContain('… and 1 more');
      expect(detail.length).toBeLessThan(500);
    },
  );

  it('says that the errors could not be read', () => {
    const judged = judge(
      { status: 'completed', conclusion: 'failure' },
      { jobs: [job('build', { conclusion: 'failure' })], errors: null },
    );
    expect(judged).toMatchObject({
      trouble: { detail: 'run 7 ended in failure: build failure (its errors could not be read)' },
    });
  });

  it('never began: reports that after any earlier attempt', () => {
    expect(judge({ status: 'completed', conclusion: 'startup_failure' }, { wanted: 3 })).toEqual({
      is: 'failed',
      isFinal: false,
      trouble: { code: 'run-never-began', detail: 'run 7 could not start (startup_failure)', url: URL },
    });
  });

  it('is run again as often as people have asked', () => {
    expect(judge({ status: 'completed', conclusion: 'failure' }, { wanted: 2 })).toEqual({ is: 'to-rerun' });
    expect(judge({ status: 'completed', conclusion: 'failure', attempt: 2 }, { wanted: 2 })).toMatchObject({
      is: 'failed',
    });
  });

  it('with a skipped job has failed for good', () => {
    const jobs = [...JOBS.slice(1).map((name) => job(name)), job('claim', { conclusion: 'skipped' })];
    expect(judge({ status: 'completed', conclusion: 'success' }, { jobs })).toMatchObject({
      is: 'failed',
      isFinal: true,
      trouble: { code: 'job-skipped' },
    });
  });

  it('with a job that is not found by its name waits for a person, whose Retry goes on', () => {
    const jobs = JOBS.slice(1).map((name) => job(name));
    const ended = { status: 'completed', conclusion: 'success' } as const;
    expect(judge(ended, { jobs })).toMatchObject({
      is: 'failed',
      isFinal: false,
      trouble: {
        code: 'job-missing',
        detail: expect.stringContaining('shows no job claim; Retry continues'),
      },
    });
    expect(judge(ended, { jobs, wanted: 2 })).toEqual({ is: 'passed' });
  });

  it.each([
    ['a name of its own', 'Build and test', ['Build and test'], 'passed'],
    ['a matrix', undefined, ['build (20)', 'build (24)'], 'passed'],
    ['a called workflow', undefined, ['build / compile', 'build / test'], 'passed'],
    ['a name and a matrix', 'Build', ['Build (20)'], 'passed'],
    ['a name that only the run knows', null, ['Build on 20'], 'passed'],
    ['an expression in its name', `Build ${as('inputs.version')}`, ['Build v1.2.0'], 'passed'],
    ['an expression in the middle', `Build ${as('matrix.os')} twice`, ['Build linux twice'], 'passed'],
    ['an expression and a matrix', `${as('inputs.version')} build`, ['v1.2.0 build (20)'], 'passed'],
    [
      'an expression that GitHub did not evaluate',
      `Build ${as('matrix.os')}`,
      [`Build ${as('matrix.os')}`],
      'passed',
    ],
    [
      'other words around the expression',
      `Build ${as('inputs.version')} here`,
      ['Build v1.2.0 there'],
      'failed',
    ],
    ['another name', 'Build', ['build'], 'failed'],
  ])('finds a job with %s', (_how, name, shown, is) => {
    const rest = JOBS.filter((one) => one !== 'build').map((one) => job(one));
    const jobNames = name === undefined ? {} : { build: name };
    const jobs = [...rest, ...shown.map((one) => job(one))];
    expect(judge({ status: 'completed', conclusion: 'success' }, { jobs, jobNames }).is).toBe(is);
  });

  it('sees that a job with an expression in its name is skipped, and takes no other for it', () => {
    const rest = JOBS.filter((one) => one !== 'build').map((one) => job(one));
    const jobNames = { build: `Build ${as('inputs.version')}` };
    const ended = { status: 'completed', conclusion: 'success' } as const;
    const skipped = job('Build v1.2.0', { conclusion: 'skipped' });
    expect(judge(ended, { jobs: [...rest, skipped], jobNames })).toMatchObject({
      trouble: { code: 'job-skipped' },
    });
    const docs = job('Build docs', { conclusion: 'skipped' });
    expect(judge(ended, { jobs: [...rest, job('Build v1.2.0'), docs], jobNames })).toEqual({ is: 'passed' });
  });

  it.each([undefined, 'Build'])('sees that a job is skipped under the name %s', (name) => {
    const rest = JOBS.filter((one) => one !== 'build').map((one) => job(one));
    const jobs = [...rest, job(`${name ?? 'build'} (20)`, { conclusion: 'skipped' })];
    const jobNames = name === undefined ? {} : { build: name };
    expect(judge({ status: 'completed', conclusion: 'success' }, { jobs, jobNames })).toMatchObject({
      trouble: { code: 'job-skipped' },
    });
  });
});
