import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createGithub, type GithubAuth } from '../../src/adapters/github/index.ts';
import type { Scm } from '../../src/ports/scm.ts';
import { createFakeScm, type FakeScm } from '../harness/fakes/scm.ts';
import { createStoryScm, filesAt } from '../harness/fakes/story.ts';
import { createFakeTelemetry } from '../harness/fakes/telemetry.ts';
import { type Control, controlOf } from '../harness/world/control.ts';
import { startWorld, until, type World } from '../simulator/github/world.ts';
import { everythingSaidBy, expectRightKinds, failureOf } from './right-kinds.ts';
import { type ScmSubject, scmContract } from './scm.contract.ts';

const NAVI = { token: 'ghs_simulated_navi' };
const WORKFLOW = '.github/workflows/release.yml';

/** A simulated GitHub that tells the story. */
async function openWorld(): Promise<{ world: World; commits: ScmSubject['commits'] }> {
  const world = await startWorld({}, { pace: { workflow: 'canned' } });
  const author = 'dev-rao';
  const commit = (message: string, files: Record<string, string> = {}) =>
    world.commit(files, { message, author });
  const first = commit('Release v1.0.0', filesAt('v1.0.0'));
  const second = commit('Release v1.1.0 (#12)', filesAt('v1.1.0'));
  commit('Fix <title> & focus order in the portal (#15)');
  const head = commit('Version packages for v1.2.0 (#16)', filesAt('v1.2.0'));
  world.git('tag', 'v1.0.0', first);
  world.git('tag', 'v1.1.0', second);
  const identity = ['-c', 'user.name=dev-rao', '-c', 'user.email=dev-rao@users.noreply.github.com'];
  const stray = world.git(...identity, 'commit-tree', `${second}^{tree}`, '-p', second, '-m', 'Stray');
  return { world, commits: { 'v1.0.0': first, 'v1.1.0': second, head, stray } };
}

function connectTo(world: World, auth: GithubAuth = NAVI, deadlineMs = 10_000): Scm {
  const repository = { owner: 'awell-health', name: 'navi' };
  return createGithub({ baseUrl: world.url, auth, repository, deadlineMs, writesApartMs: 0 });
}

async function openGithub(): Promise<ScmSubject> {
  const { world, commits } = await openWorld();
  const watcher = connectTo(world);
  return {
    connect: () => connectTo(world),
    commits,
    setCheck: async ({ sha, name, conclusion }) => {
      const state = conclusion === null ? { status: 'in_progress' } : { conclusion };
      await world.control('checks', { sha, name, ...state });
    },
    breakCall: async (job) => void (await world.control('jobs', { job, conclusion: 'failure' })),
    end: async (id) => {
      await until(
        () => watcher.run(id),
        (run) => run?.status === 'completed',
      );
    },
    close: () => world.close(),
  };
}

async function openFake(): Promise<ScmSubject> {
  const scm: FakeScm = createStoryScm();
  const { head } = await scm.defaultBranch();
  const [first, second] = [scm.tags.get('v1.0.0')?.commit ?? '', scm.tags.get('v1.1.0')?.commit ?? ''];
  const failing: string[] = [];
  return {
    connect: () => scm,
    commits: {
      'v1.0.0': first,
      'v1.1.0': second,
      head,
      stray: scm.push({ title: 'Stray', on: second }),
    },
    setCheck: async ({ sha, name, conclusion }) =>
      scm.setChecks(sha, [{ name, app: 'github-actions', state: conclusion ?? 'running', url: '' }]),
    breakCall: async (job) => void failing.push(job),
    end: async (id) => {
      const failed = failing.shift();
      scm.setErrors(['the control page ended this step with failure']);
      const jobs = ['claim', 'build', 'publish'].map((job) => [job, job === failed ? 'failure' : 'success']);
      scm.finishRun(id, Object.fromEntries(jobs));
    },
    close: async () => {},
  };
}

scmContract('the fake', openFake);
scmContract('GitHub', openGithub);

test('a fake whose dispatch does not tell its run has it found by its marker', async () => {
  const scm = createFakeScm();
  const text = 'on: { workflow_dispatch: { inputs: { operation: {} } } }\njobs: {}';
  scm.putTag('v1.0.0', scm.push({ title: 'x', files: { [WORKFLOW]: text } }));
  scm.setTellsRun(false);
  const dispatched = { workflow: WORKFLOW, ref: 'refs/tags/v1.0.0', inputs: { operation: 'rel_1' } } as const;
  expect(await scm.dispatch(dispatched)).not.toHaveProperty('run');
  expect(
    await scm.findRuns({ workflow: WORKFLOW, since: '2020-01-01T00:00:00Z', marker: 'rel_1' }),
  ).toHaveLength(1);
});

describe('GitHub when it is broken, and its finer points', () => {
  let world: World;
  let commits: ScmSubject['commits'];
  let control: Control;
  beforeAll(async () => {
    ({ world, commits } = await openWorld());
    control = controlOf(world.url);
  });
  afterAll(() => world.close());
  beforeEach(() => control.clear());

  const hasty = () => connectTo(world, NAVI, 1_500);
  const dispatch = (scm: Scm, operation: string) =>
    scm.dispatch({
      workflow: WORKFLOW,
      ref: 'refs/tags/v1.1.0',
      inputs: { version: 'v1.1.0', commit: commits['v1.1.0'], operation, claim: commits['v1.1.0'] },
    });
  const since = () => new Date(Date.now() - 60_000).toISOString();

  /** A tag of Navi's, as it is before it is deleted. */
  const leftTag = async (name: string) => {
    const made = { name, commit: commits['v1.1.0'], message: 'm', date: since() };
    return { name, object: (await connectTo(world).createTag(made)).object };
  };

  test('a tag that was moved after the last read is not deleted', async () => {
    const tag = await leftTag('v7.5.1');
    await control.breakCall({ method: 'graphql', kind: 'slow', seconds: 0.8 });

    const deleting = failureOf(connectTo(world).deleteTag(tag));
    await until(
      () => control.hits('graphql'),
      (hits) => hits > 0,
    );
    world.git('update-ref', 'refs/tags/v7.5.1', commits.head);

    expect(await deleting).toMatchObject({ kind: 'conflict' });
    expect(await connectTo(world).tag('v7.5.1')).toMatchObject({ object: commits.head });
  });

  test.each([
    ['moved', (name: string) => world.git('update-ref', `refs/tags/${name}`, commits['v1.0.0'])],
    ['deleted', (name: string) => world.git('update-ref', '-d', `refs/tags/${name}`)],
  ])('a %s tag that was moved after the last read is not restored', async (how, change) => {
    const { name, object } = await leftTag(`v7.6.${how.length}`);
    change(name);
    const from = (await connectTo(world).tag(name))?.object ?? null;
    await control.breakCall({ method: 'graphql', kind: 'slow', seconds: 0.8 });

    const before = await control.hits('graphql');
    const restoring = failureOf(connectTo(world).restoreTag({ name, object, from }));
    await until(
      () => control.hits('graphql'),
      (hits) => hits > before,
    );
    world.git('update-ref', `refs/tags/${name}`, commits.head);

    expect(await restoring).toMatchObject({ kind: 'conflict' });
    expect(await connectTo(world).tag(name)).toMatchObject({ object: commits.head });
  });

  test('a restored tag whose answer was lost is there', async () => {
    const { name, object } = await leftTag('v7.6.9');
    world.git('update-ref', `refs/tags/${name}`, commits.head);
    await control.breakCall({ method: 'graphql', kind: 'accept-then-reset' });
    const restoring = connectTo(world).restoreTag({ name, object, from: commits.head });

    expect(await failureOf(restoring)).toMatchObject({ kind: 'unknown' });
    expect(await connectTo(world).tag(name)).toMatchObject({ object });
  });

  test('a tag that a ruleset protects is neither moved back nor made again', async () => {
    const ruled = await startWorld({}, { tagRules: [{ pattern: 'v*', bypass: [] }] });
    try {
      const commit = ruled.git('rev-parse', 'main');
      ruled.git('tag', 'v7.6.1', commit);
      const identity = ['-c', 'user.name=d', '-c', 'user.email=d@x'];
      ruled.git(...identity, 'tag', '--annotate', '--message', 'm', 'made', commit);
      const object = ruled.git('rev-parse', 'refs/tags/made');
      const scm = connectTo(ruled);

      expect(await failureOf(scm.restoreTag({ name: 'v7.6.1', object, from: commit }))).toMatchObject({
        kind: 'refused',
        problem: expect.stringContaining('Cannot update ref due to updates being restricted'),
      });
      expect(await failureOf(scm.restoreTag({ name: 'v7.6.2', object, from: null }))).toMatchObject({
        kind: 'refused',
        problem: expect.stringContaining('Cannot create ref due to creations being restricted'),
      });
      expect(await scm.tag('v7.6.1')).toMatchObject({ object: commit });
    } finally {
      await ruled.close();
    }
  });

  test('a tag whose deletion a ruleset restricts stays, and GitHub’s words say why', async () => {
    const ruled = await startWorld({}, { tagRules: [{ pattern: 'v*', bypass: [] }] });
    try {
      const commit = ruled.git('rev-parse', 'main');
      ruled.git('tag', 'v7.5.2', commit);
      const scm = connectTo(ruled);

      expect(await failureOf(scm.deleteTag({ name: 'v7.5.2', object: commit }))).toMatchObject({
        kind: 'refused',
        problem: expect.stringContaining('Cannot delete ref due to deletions being restricted'),
      });
      expect(await scm.tag('v7.5.2')).toMatchObject({ object: commit });
    } finally {
      await ruled.close();
    }
  });

  test('a tag whose creation a ruleset restricts is not made, annotated or by a release', async () => {
    const ruled = await startWorld({}, { tagRules: [{ pattern: 'v*', bypass: ['somebody-else'] }] });
    try {
      const commit = ruled.git('rev-parse', 'main');
      const scm = connectTo(ruled);
      const refused = { kind: 'refused', problem: expect.stringContaining('creations being restricted') };
      const tag = { name: 'v7.5.4', commit, message: 'm', date: '2026-11-23T09:00:00.000Z' };
      expect(await failureOf(scm.createTag(tag))).toMatchObject(refused);
      const release = { tag: 'v7.5.4', commit, title: 't', body: 'b', latest: false };
      expect(await failureOf(scm.createRelease(release))).toMatchObject(refused);
      expect(await scm.tag('v7.5.4')).toBeUndefined();
    } finally {
      await ruled.close();
    }
  });

  test('a GitHub Enterprise Server that lacks the call refuses it, and the tag stays', async () => {
    const tag = await leftTag('v7.5.3');
    await control.pace({ enterpriseServer: true });
    const failure = await failureOf(connectTo(world).deleteTag(tag));
    await control.pace({ enterpriseServer: false });

    expect(failure).toMatchObject({ kind: 'refused', problem: expect.stringContaining('updateRefs') });
    expect(await connectTo(world).tag('v7.5.3')).toMatchObject({ object: tag.object });
  });

  test('every call has the right kind of failure, and writes are sent once', async () => {
    const tag = await leftTag('v7.5.4');
    await expectRightKinds(control, {
      method: 'graphql',
      effect: 'write',
      call: () => hasty().deleteTag(tag),
    });
    await expectRightKinds(control, {
      method: 'actions.createWorkflowDispatch',
      effect: 'write',
      call: () => dispatch(hasty(), 'rel_kinds'),
    });
    await expectRightKinds(control, {
      method: 'git.createTag',
      effect: 'write',
      call: () => hasty().createTag({ name: 'v7.0.0', commit: commits.head, message: 'm', date: since() }),
    });
    await expectRightKinds(control, {
      method: 'repos.createRelease',
      effect: 'write',
      call: () =>
        hasty().createRelease({ tag: 'v1.0.0', commit: commits.head, title: 't', body: '', latest: false }),
    });
    await expectRightKinds(control, {
      method: 'actions.getWorkflowRun',
      effect: 'read',
      call: () => hasty().run(1),
    });
  });

  test('a branch of the same name never stands in for the tag or the commit', async () => {
    world.git('branch', 'v1.1.0', commits.head);
    try {
      expect(await hasty().branch('v1.1.0')).toEqual({ head: commits.head });
      expect(await hasty().branch('v1.0.0')).toBeUndefined();
      expect(await hasty().tag('v1.1.0')).toMatchObject({ commit: commits['v1.1.0'] });
      const { run: id = 0 } = await dispatch(hasty(), 'rel_namesake');
      expect(await hasty().run(id)).toMatchObject({ commit: commits['v1.1.0'] });
      const byName = [
        hasty().compare('v1.1.0', commits.head),
        hasty().commit('v1.1.0'),
        hasty().checks('v1.1.0', [{ name: 'ci' }]),
        hasty().textFile(WORKFLOW, 'v1.1.0'),
        hasty().generateNotes({ tag: 'v1.1.0', commit: 'v1.1.0', previous: null }),
      ];
      for (const answer of byName) expect(await failureOf(answer)).toMatchObject({ kind: 'refused' });
    } finally {
      world.git('branch', '-D', 'v1.1.0');
    }
  });

  test('commits are counted in all and the newest are given, however many there are', async () => {
    const from = commits.head;
    let head = from;
    for (let at = 1; at <= 270; at += 1)
      head = world.git(
        '-c',
        'user.name=d',
        '-c',
        'user.email=d@x',
        'commit-tree',
        `${from}^{tree}`,
        '-p',
        head,
        '-m',
        `Change ${at}`,
      );
    const compared = await connectTo(world).compare(from, head);
    expect([compared.is, compared.inAll, compared.commits.length]).toEqual(['ahead', 270, 100]);
    expect(compared.commits.at(-1)?.title).toBe('Change 270');
    const orphan = world.git(
      '-c',
      'user.name=d',
      '-c',
      'user.email=d@x',
      'commit-tree',
      `${from}^{tree}`,
      '-m',
      'Orphan',
    );
    expect(await connectTo(world).compare(from, orphan)).toMatchObject({
      is: 'unrelated',
      commits: [],
      inAll: 0,
    });
  });

  test('a check is found among any number of others', async () => {
    const sha = commits['v1.0.0'];
    for (let at = 0; at < 620; at += 1)
      await world.control('checks', { sha, name: `other ${at}`, conclusion: 'success' });
    expect(await hasty().checks(sha, [{ name: 'ci' }])).toMatchObject([{ name: 'ci', state: 'success' }]);
  });

  test('GitHub refuses a body that is too long, and a tag before that it does not know', async () => {
    const { head: commit } = commits;
    const body = 'x'.repeat(125_001);
    const made = connectTo(world).createRelease({ tag: 'v1.1.0', commit, title: 't', body, latest: false });
    expect(await failureOf(made)).toMatchObject({
      kind: 'refused',
      problem: expect.stringContaining('too long'),
    });
    const notes = hasty().generateNotes({ tag: 'v1.1.0', commit, previous: 'v0.0.9' });
    expect(await failureOf(notes)).toMatchObject({ kind: 'refused' });
  });

  test('a missing tag is made where the release says, never at the head of the branch', async () => {
    const wanted = { tag: 'v1.0.9', commit: commits['v1.0.0'], title: 'v1.0.9', body: '', latest: false };
    await connectTo(world).createRelease(wanted);
    expect(await hasty().tag('v1.0.9')).toMatchObject({ commit: commits['v1.0.0'] });
  });

  test('a dispatch whose answer was lost is unknown, and its run is found', async () => {
    await control.breakCall({ method: 'actions.createWorkflowDispatch', kind: 'accept-then-reset' });
    expect(await failureOf(dispatch(hasty(), 'rel_lost'))).toMatchObject({ kind: 'unknown' });
    const found = await hasty().findRuns({ workflow: WORKFLOW, since: since(), marker: 'rel_lost' });
    expect(found).toHaveLength(1);
  });

  test('a tag whose answer was lost is there, and is the object that a repeat would make', async () => {
    const wanted = { name: 'v7.1.0', commit: commits.head, message: 'm', date: '2026-11-23T09:00:00Z' };
    await control.breakCall({ method: 'git.createRef', kind: 'accept-then-reset' });
    expect(await failureOf(connectTo(world).createTag(wanted))).toMatchObject({ kind: 'unknown' });
    const lost = await hasty().tag('v7.1.0');
    world.git('update-ref', '-d', 'refs/tags/v7.1.0');
    expect(await connectTo(world).createTag(wanted)).toMatchObject({ ...lost });
  });

  test('one failed read is made good by a second', async () => {
    await control.breakCall({ method: 'git.getRef', kind: 'reset' });
    expect(await hasty().tag('v1.1.0')).toMatchObject({ commit: commits['v1.1.0'] });
  });

  test('a rate limit in the older manner, a 403, is one too', async () => {
    const error = 'You have exceeded a secondary rate limit.';
    await control.breakCall({ method: 'repos.get', kind: 'error', status: 403, error });
    expect(await failureOf(hasty().defaultBranch())).toMatchObject({ kind: 'rate-limited', status: 403 });
  });

  test('a run that has not changed is not sent again', async () => {
    const scm = connectTo(world);
    const { run: id = 0 } = await dispatch(scm, 'rel_etag');
    const ended = await until(
      () => scm.run(id),
      (run) => run?.status === 'completed',
    );
    await scm.run(id);
    expect(await scm.run(id)).toEqual(ended);
    const statuses = await control.statuses('actions.getWorkflowRun');
    expect(statuses.at(-1)).toBe(304);
  });

  test.each(['cancelRun', 'forceCancelRun'] as const)('a running run can be ended: %s', async (how) => {
    await control.pace({ stepSeconds: 30 });
    const scm = connectTo(world);
    const { run: id = 0 } = await dispatch(scm, `rel_${how}`);
    await scm[how](id);
    const ended = await until(
      () => scm.run(id),
      (run) => run?.status === 'completed',
    );
    expect(ended).toMatchObject({ conclusion: 'cancelled', path: WORKFLOW });
    expect(await failureOf(scm[how](id))).toMatchObject({ kind: 'conflict' });
    await control.pace({ stepSeconds: 0 });
  });

  test('an app’s installation works as a token does', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const app = connectTo(world, { appId: '1', privateKey: pem, installationId: 9 });
    expect(await app.defaultBranch()).toEqual({ name: 'main', head: commits.head });
    const wrong = connectTo(world, { appId: '1', privateKey: 'no key S3cret', installationId: 9 });
    expect(await everythingSaidBy(wrong.defaultBranch())).not.toContain('S3cret');
  });

  test('calls are counted with how they ended', async () => {
    const telemetry = createFakeTelemetry();
    const repository = { owner: 'awell-health', name: 'navi' };
    const scm = createGithub({ baseUrl: world.url, auth: NAVI, repository, deadlineMs: 5_000, telemetry });
    await scm.tag('v1.1.0');
    await failureOf(
      dispatch(
        createGithub({
          baseUrl: world.url,
          auth: { token: 'ghs_wrong' },
          repository,
          deadlineMs: 5_000,
          telemetry,
        }),
        'x',
      ),
    );
    expect(telemetry.counted('service_calls', { call: 'tag', outcome: 'ok' })).toBe(1);
    expect(telemetry.counted('service_calls', { call: 'dispatch', outcome: 'refused' })).toBe(1);
  });

  test('no error contains a token', async () => {
    const repository = { owner: 'awell-health', name: 'navi' };
    for (const token of ['ghs_S3cretS3cretS3cret', 'S3cret\nS3cret']) {
      for (const baseUrl of [world.url, 'http://127.0.0.1:1']) {
        await control.breakCall({ method: 'repos.get', kind: 'error', status: 403, error: `no: ${token}` });
        const scm = createGithub({ baseUrl, auth: { token }, repository, deadlineMs: 1_000 });
        expect(await everythingSaidBy(scm.defaultBranch())).not.toContain('S3cret');
        await control.clear();
      }
    }
  });
});
