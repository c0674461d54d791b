import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Scm } from '../../src/ports/scm.ts';
import { STORY_RELEASE_FILE, STORY_WORKFLOW } from '../harness/fakes/story.ts';
import { claimCases } from './claim-cases.ts';
import { failureOf } from './right-kinds.ts';

/** A repository that tells the story (`test/harness/fakes/story.ts`), and a hand on its world. */
export interface ScmSubject {
  /** A client; each call of this gives one that has written nothing yet. */
  connect(): Scm;
  commits: { 'v1.0.0': string; 'v1.1.0': string; head: string; stray: string };
  setCheck(check: { sha: string; name: string; conclusion: 'success' | 'failure' | null }): Promise<void>;
  /** The next run's job of this name will fail. */
  breakCall(job: string): Promise<void>;
  /** Resolves when the run has ended, success or not. */
  end(run: number): Promise<void>;
  close(): Promise<void>;
}

const WORKFLOW = '.github/workflows/release.yml';
const DATE = '2026-11-23T09:00:00.123Z';
const NOWHERE = '0123456789012345678901234567890123456789';

/** What every source repository must do (`ports/scm.ts`). */
export function scmContract(name: string, open: () => Promise<ScmSubject>): void {
  describe(`scm: ${name}`, () => {
    let subject: ScmSubject;
    let scm: Scm;
    beforeAll(async () => {
      subject = await open();
    });
    beforeEach(() => {
      scm = subject.connect();
    });
    afterAll(() => subject.close());

    readCases(
      () => scm,
      () => subject,
    );
    writeCases(
      () => scm,
      () => subject,
    );
    claimCases(
      () => scm,
      () => subject.commits.head,
    );
    runCases(
      () => scm,
      () => subject,
    );
  });
}

function readCases(scm: () => Scm, subject: () => ScmSubject): void {
  test('the default branch, its tags and its commits', async () => {
    const { commits } = subject();
    expect(await scm().defaultBranch()).toEqual({ name: 'main', head: commits.head });
    expect(await scm().tag('v1.1.0')).toMatchObject({ commit: commits['v1.1.0'] });
    expect(await scm().tag('v1.1')).toBeUndefined();
    expect(await scm().commit(commits['v1.1.0'])).toMatchObject({
      sha: commits['v1.1.0'],
      title: 'Release v1.1.0 (#12)',
      author: 'dev-rao',
      url: expect.stringContaining(commits['v1.1.0']),
    });
    expect(await scm().commit(NOWHERE)).toBeUndefined();
  });

  test('how commits stand to each other, what is new being listed oldest first', async () => {
    const { commits } = subject();
    const ahead = await scm().compare(commits['v1.0.0'], commits.head);
    expect(ahead.is).toBe('ahead');
    expect(ahead.commits.map((commit) => commit.title)).toEqual([
      'Release v1.1.0 (#12)',
      'Fix <title> & focus order in the portal (#15)',
      'Version packages for v1.2.0 (#16)',
    ]);
    expect(await scm().compare(commits.head, commits['v1.1.0'])).toMatchObject({ is: 'behind', commits: [] });
    expect((await scm().compare(commits.head, commits.head)).is).toBe('identical');
    expect((await scm().compare(commits.head, commits.stray)).is).toBe('diverged');
    expect(await failureOf(scm().compare(commits.head, NOWHERE))).toMatchObject({ kind: 'refused' });
  });

  test('files, packages and the workflow at a commit', async () => {
    const { commits } = subject();
    expect(await scm().textFile(WORKFLOW, commits['v1.1.0'])).toBe(STORY_WORKFLOW);
    expect(await scm().textFile('no/such.file', commits.head)).toBeUndefined();
    expect(await scm().packageAt('packages/navi-js', commits.head)).toEqual({
      name: '@awell-health/navi-js',
      version: '1.2.0',
      isPrivate: false,
      dependencies: { '@awell-health/navi-core': '^1.2.0' },
    });
    expect(await scm().packageAt('packages/navi-portal', commits.head)).toMatchObject({ isPrivate: true });
    const { releaseFile, workspace, files, changesets, isCut } = await scm().monorepo(commits.head);
    expect(releaseFile).toEqual(JSON.parse(STORY_RELEASE_FILE));
    expect(workspace?.toSorted()).toEqual(
      ['navi-core', 'navi-js', 'navi-js-react', 'navi-loader', 'navi-portal'].map((one) => `packages/${one}`),
    );
    expect([changesets, isCut]).toEqual([[], false]);
    const { blob } = (await scm().workflow(WORKFLOW, commits.head)) ?? {};
    expect(files[WORKFLOW]).toBe(blob);
    expect((await scm().packageAt('packages/navi-js', commits['v1.0.0']))?.version).toBe('1.0.0');
    expect(await scm().packageAt('packages/navi-none', commits.head)).toBeUndefined();
    const workflow = await scm().workflow(WORKFLOW, commits.head);
    expect(workflow).toEqual({
      path: WORKFLOW,
      blob: expect.stringMatching(/^[0-9a-f]{40}$/),
      jobNames: { claim: 'claim', build: 'build', publish: 'publish' },
      triggers: ['workflow_dispatch'],
      jobs: ['claim', 'build', 'publish'],
      inputs: ['version', 'commit', 'operation', 'claim'],
      claimProtocol: 1,
      publishing: [],
    });
    expect((await scm().workflow(WORKFLOW, commits['v1.0.0']))?.blob).toBe(workflow?.blob);
    expect(await scm().workflow('.github/workflows/none.yml', commits.head)).toBeUndefined();
  });

  test('checks by name and app, the newest of each', async () => {
    const { commits, setCheck } = subject();
    const of = async (sha: string) =>
      (await scm().checks(sha, [{ name: 'ci' }])).map((check) => [check.name, check.app, check.state]);
    expect(await of(commits.head)).toEqual([['ci', 'github-actions', 'success']]);
    await setCheck({ sha: commits['v1.1.0'], name: 'ci', conclusion: 'failure' });
    expect(await of(commits['v1.1.0'])).toEqual([['ci', 'github-actions', 'failure']]);
    await setCheck({ sha: commits['v1.1.0'], name: 'ci', conclusion: null });
    expect(await of(commits['v1.1.0'])).toEqual([['ci', 'github-actions', 'running']]);
    expect(await of(commits.stray)).toEqual([]);
  });
}

function writeCases(scm: () => Scm, subject: () => ScmSubject): void {
  test('a tag is the same object however often it is asked for, and its name is taken once', async () => {
    const { commits } = subject();
    const wanted = { name: 'v9.0.0', commit: commits['v1.1.0'], message: 'Navi v9.0.0 (rel_1)', date: DATE };
    const { requestIds = [], ...made } = await scm().createTag(wanted);
    expect(requestIds.length).toBeGreaterThan(0);
    expect(made).toEqual({ commit: wanted.commit, object: expect.stringMatching(/^[0-9a-f]{40}$/) });
    expect(made.object).not.toBe(made.commit);
    expect(await scm().tag('v9.0.0')).toEqual(made);
    expect(await failureOf(subject().connect().createTag(wanted))).toMatchObject({ kind: 'conflict' });
    const elsewhere = { ...wanted, commit: commits['v1.0.0'] };
    expect(await failureOf(subject().connect().createTag(elsewhere))).toMatchObject({ kind: 'conflict' });
    expect(await scm().tag('v9.0.0')).toEqual(made);
  });

  test('a tag is deleted only while it is the object that was seen', async () => {
    const { commits } = subject();
    const wanted = { name: 'v9.2.0', commit: commits['v1.1.0'], message: 'm', date: DATE };
    const { object } = await scm().createTag(wanted);

    const other = scm().deleteTag({ name: 'v9.2.0', object: commits['v1.1.0'] });
    expect(await failureOf(other)).toMatchObject({ kind: 'conflict' });
    expect(await scm().tag('v9.2.0')).toMatchObject({ object });

    expect((await scm().deleteTag({ name: 'v9.2.0', object })).requestIds).toHaveLength(1);
    expect(await scm().tag('v9.2.0')).toBeUndefined();
    expect(await failureOf(subject().connect().deleteTag({ name: 'v9.2.0', object }))).toMatchObject({
      kind: 'conflict',
    });
  });

  test('a moved or deleted tag is restored to its object, only while it is what was seen', async () => {
    const { commits } = subject();
    const name = 'v9.3.0';
    const wanted = { name, commit: commits['v1.1.0'], message: 'm', date: DATE };
    const made = await scm().createTag(wanted);
    const { object } = made;
    const restore = (from: string | null, to = object) =>
      subject().connect().restoreTag({ name, object: to, from });

    await scm().deleteTag({ name, object });
    expect(await scm().tagObject(object)).toEqual({ commit: commits['v1.1.0'] });
    expect(await scm().tagObject(NOWHERE)).toBeUndefined();
    expect(await failureOf(restore(commits['v1.0.0']))).toMatchObject({ kind: 'conflict' });
    expect(await failureOf(restore(null, NOWHERE))).toMatchObject({ kind: 'refused' });
    expect(await scm().tag(name)).toBeUndefined();
    expect((await restore(null)).requestIds).toHaveLength(1);
    expect(await scm().tag(name)).toEqual({ commit: commits['v1.1.0'], object });
    expect(await failureOf(restore(null))).toMatchObject({ kind: 'conflict' });

    await scm().deleteTag({ name, object });
    const { object: other } = await scm().createTag({ ...wanted, commit: commits['v1.0.0'] });
    expect(await failureOf(restore(object))).toMatchObject({ kind: 'conflict' });
    expect(await scm().tag(name)).toEqual({ commit: commits['v1.0.0'], object: other });
    await restore(other);
    expect(await scm().tag(name)).toEqual({ commit: commits['v1.1.0'], object });
  });

  test('a tag on a commit that is not there is refused', async () => {
    const made = scm().createTag({ name: 'v9.1.0', commit: NOWHERE, message: 'm', date: DATE });
    expect(await failureOf(made)).toMatchObject({ kind: 'refused' });
    expect(await scm().tag('v9.1.0')).toBeUndefined();
  });

  test('a release of a tag exists once', async () => {
    const commit = subject().commits['v1.1.0'];
    const wanted = { tag: 'v1.1.0', commit, title: 'v1.1.0', body: 'Notes & <things>', latest: true };
    expect(await scm().releaseByTag('v1.1.0')).toBeUndefined();
    const { requestIds, ...made } = await scm().createRelease(wanted);
    expect(requestIds).toHaveLength(1);
    expect(await scm().releaseByTag('v1.1.0')).toEqual({ ...made, body: wanted.body });
    expect(await failureOf(subject().connect().createRelease(wanted))).toMatchObject({ kind: 'conflict' });

    expect(await scm().latestRelease()).toEqual({ tag: 'v1.1.0' });
    await scm().updateRelease({ id: made.id, body: 'taken back' });
    expect(await scm().releaseByTag('v1.1.0')).toEqual({ ...made, body: 'taken back' });
  });

  test('notes are written between two tags, or from the beginning', async () => {
    const { commits, connect } = subject();
    const notes = (tag: 'v1.0.0' | 'v1.1.0', previous: string | null) =>
      connect().generateNotes({ tag, commit: commits[tag], previous });
    expect(await notes('v1.1.0', 'v1.0.0')).toContain('v1.0.0...v1.1.0');
    expect(await notes('v1.0.0', null)).toContain('v1.0.0');
  });
}

function runCases(scm: () => Scm, subject: () => ScmSubject): void {
  const since = () => new Date(Date.now() - 60_000).toISOString();
  const inputsOf = (operation: string) => ({
    version: 'v1.1.0',
    commit: subject().commits['v1.1.0'],
    operation,
    claim: subject().commits['v1.1.0'],
  });
  async function start(operation: string): Promise<number> {
    const wanted = { workflow: WORKFLOW, ref: 'refs/tags/v1.1.0', inputs: inputsOf(operation) } as const;
    const { run } = await scm().dispatch(wanted);
    if (run === undefined) throw new Error('the run was not told');
    return run;
  }

  test('a dispatched run is told, found by its marker, and watched to its end', async () => {
    const id = await start('rel_watch');
    expect(await scm().findRuns({ workflow: WORKFLOW, since: since(), marker: 'rel_watch' })).toMatchObject([
      { id, attempt: 1, commit: subject().commits['v1.1.0'] },
    ]);
    expect(await scm().findRuns({ workflow: WORKFLOW, since: since(), marker: 'rel_none' })).toEqual([]);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    expect(await scm().findRuns({ workflow: WORKFLOW, since: later, marker: 'rel_watch' })).toEqual([]);
    await subject().end(id);
    expect(await scm().run(id)).toMatchObject({
      id,
      status: 'completed',
      conclusion: 'success',
      title: expect.stringContaining('rel_watch'),
    });
    expect((await scm().jobs(id)).map((job) => [job.name, job.status, job.conclusion])).toEqual([
      ['claim', 'completed', 'success'],
      ['build', 'completed', 'success'],
      ['publish', 'completed', 'success'],
    ]);
    expect(await failureOf(subject().connect().cancelRun(id))).toMatchObject({ kind: 'conflict' });
  });

  test('a ref or a workflow that is not there is refused', async () => {
    const dispatch = (workflow: string, tag: string) =>
      failureOf(
        subject()
          .connect()
          .dispatch({ workflow, ref: `refs/tags/${tag}`, inputs: inputsOf('rel_no') }),
      );
    expect(await dispatch(WORKFLOW, 'v8.8.8')).toMatchObject({ kind: 'refused' });
    expect(await dispatch('.github/workflows/none.yml', 'v1.1.0')).toMatchObject({ kind: 'refused' });
    expect(await scm().run(4_040_404)).toBeUndefined();
  });

  test('an input that the workflow does not have is refused', async () => {
    const inputs = { ...inputsOf('rel_input'), mood: 'good' };
    const dispatched = scm().dispatch({ workflow: WORKFLOW, ref: 'refs/tags/v1.1.0', inputs });
    expect(await failureOf(dispatched)).toMatchObject({ kind: 'refused' });
  });

  test('failed jobs run again in the same run, as its next attempt', async () => {
    await subject().breakCall('build');
    const id = await start('rel_rerun');
    await subject().end(id);
    expect(await scm().run(id)).toMatchObject({
      conclusion: 'failure',
      attempt: 1,
      branch: 'v1.1.0',
      path: WORKFLOW,
      event: 'workflow_dispatch',
      actor: 'navi[bot]',
    });
    const failed = (await scm().jobs(id)).find((job) => job.conclusion === 'failure');
    expect(failed).toMatchObject({ name: 'build', url: expect.stringContaining(`/actions/runs/${id}/job/`) });
    expect(await scm().jobErrors(failed?.id ?? 0)).toEqual([expect.stringContaining('ended this step')]);
    expect(await scm().pendingDeployments(id)).toEqual([]);
    await subject().connect().rerunFailedJobs(id);
    await subject().end(id);
    expect(await scm().run(id)).toMatchObject({ conclusion: 'success', attempt: 2 });
    expect((await scm().jobs(id)).map((job) => job.conclusion)).toEqual(['success', 'success', 'success']);
  });
}
