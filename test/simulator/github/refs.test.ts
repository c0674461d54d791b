import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningGithub, startGithub } from '../../../simulator/github/index.ts';
import { REPO, startWorld, type World } from './world.ts';

let world: World;
let head: string;

beforeAll(async () => {
  world = await startWorld({ 'README.md': '# Navi\n' });
  head = world.git('rev-parse', 'main');
});
afterAll(() => world.close());

const tagObject = (message: string) =>
  world.octokit.rest.git.createTag({
    ...REPO,
    tag: 'v1.2.0',
    message,
    object: head,
    type: 'commit',
    tagger: { name: 'Navi', email: 'navi@example.com', date: '2026-11-22T10:00:00Z' },
  });

describe('tags', () => {
  test('the same tag object has the same name, as git would give it', async () => {
    const one = (await tagObject('Release v1.2.0')).data;
    const two = (await tagObject('Release v1.2.0')).data;
    expect(one.sha).toBe(two.sha);
    expect((await tagObject('Other')).data.sha).not.toBe(one.sha);
    expect(world.git('cat-file', 'tag', one.sha)).toBe(
      `object ${head}\ntype commit\ntag v1.2.0\ntagger Navi <navi@example.com> 1795341600 +0000\n\nRelease v1.2.0`,
    );
    const read = await world.octokit.rest.git.getTag({ ...REPO, tag_sha: one.sha });
    expect(read.data).toMatchObject({ message: 'Release v1.2.0', object: { sha: head, type: 'commit' } });
  });

  test('a ref is created once, names the tag object, and is found', async () => {
    const { sha } = (await tagObject('Release v1.2.0')).data;
    const create = () => world.octokit.rest.git.createRef({ ...REPO, ref: 'refs/tags/v1.2.0', sha });
    await create();
    await expect(create()).rejects.toMatchObject({
      status: 422,
      response: { data: { message: 'Reference already exists' } },
    });
    const { data } = await world.octokit.rest.git.getRef({ ...REPO, ref: 'tags/v1.2.0' });
    expect(data.object).toMatchObject({ sha, type: 'tag' });
    expect(world.git('rev-parse', 'v1.2.0^{commit}')).toBe(head);
    await expect(world.octokit.rest.git.getRef({ ...REPO, ref: 'tags/v1.2' })).rejects.toMatchObject({
      status: 404,
    });
  });
});

describe('refs', () => {
  test('of two that create the same ref at once, one succeeds', async () => {
    const create = () => world.octokit.rest.git.createRef({ ...REPO, ref: 'refs/navi/op_1', sha: head });
    const results = await Promise.allSettled([create(), create(), create()]);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    const { data } = await world.octokit.rest.git.listMatchingRefs({ ...REPO, ref: 'navi/' });
    expect(data.map((ref) => ref.ref)).toEqual(['refs/navi/op_1']);
  });

  test('a claim can name a blob that says who claimed', async () => {
    const blob = await world.octokit.rest.git.createBlob({ ...REPO, content: '{"run":1}' });
    await world.octokit.rest.git.createRef({ ...REPO, ref: 'refs/navi/op_2', sha: blob.data.sha });
    const ref = await world.octokit.rest.git.getRef({ ...REPO, ref: 'navi/op_2' });
    const read = await world.octokit.rest.git.getBlob({ ...REPO, file_sha: ref.data.object.sha });
    expect(Buffer.from(read.data.content, 'base64').toString('utf8')).toBe('{"run":1}');
  });

  test.each([
    ['an object that is not there', 'refs/heads/x', 'f'.repeat(40), 'Object does not exist'],
    ['a name without refs', 'heads/x', '', 'heads/x is not a valid ref name.'],
    ['a name with one slash', 'refs/x', '', 'refs/x is not a valid ref name.'],
    ['a name git refuses', 'refs/heads/a..b', '', 'refs/heads/a..b is not a valid ref name.'],
  ])('%s is 422', async (_what, ref, sha, message) => {
    const create = world.octokit.rest.git.createRef({ ...REPO, ref, sha: sha === '' ? head : sha });
    await expect(create).rejects.toMatchObject({ status: 422, response: { data: { message } } });
  });

  test('a ref moves forward, back only by force, and is deleted', async () => {
    await world.octokit.rest.git.createRef({ ...REPO, ref: 'refs/heads/moving', sha: head });
    const next = world.commit({ 'next.txt': '1' }, { branch: 'next' });
    const move = (sha: string, force = false) =>
      world.octokit.rest.git.updateRef({ ...REPO, ref: 'heads/moving', sha, force });
    await move(next);
    await expect(move(head)).rejects.toMatchObject({ status: 422 });
    expect((await move(head, true)).data.object.sha).toBe(head);
    await world.octokit.rest.git.deleteRef({ ...REPO, ref: 'heads/moving' });
    await expect(move(next)).rejects.toMatchObject({
      status: 422,
      response: { data: { message: 'Reference does not exist' } },
    });
  });
});

describe('the control door', () => {
  test('a reset puts the refs back', async () => {
    await world.control('reset', {});
    const { data } = await world.octokit.rest.git.listMatchingRefs({ ...REPO, ref: '' });
    expect(data.map((ref) => ref.ref)).toEqual(['refs/heads/main']);
  });

  test('a fault breaks a call by its name, in the words of GitHub', async () => {
    await world.control('faults', { method: 'git.createRef', kind: 'rate-limit', retryAfterSeconds: 7 });
    const create = world.octokit.rest.git.createRef({ ...REPO, ref: 'refs/navi/op_3', sha: head });
    await expect(create).rejects.toMatchObject({
      status: 429,
      response: { headers: { 'retry-after': '7' } },
    });
    await world.control('faults', { method: 'git.createRef', kind: 'accept-then-reset' });
    await expect(
      world.octokit.rest.git.createRef({ ...REPO, ref: 'refs/navi/op_3', sha: head }),
    ).rejects.toMatchObject({ status: 500 });
    const { data } = await world.octokit.rest.git.getRef({ ...REPO, ref: 'navi/op_3' });
    expect(data.object.sha).toBe(head);
  });

  test('what is not built says so', async () => {
    const call = world.octokit.rest.actions.listRepoSecrets(REPO);
    await expect(call).rejects.toMatchObject({
      status: 405,
      message: expect.stringContaining('is not built in this simulator'),
    });
  });

  test('releases and issues are kept, refs are in the repository', async () => {
    const dataDir = `${world.repository}-kept`;
    const start = (): Promise<RunningGithub> => startGithub({ repository: world.repository, dataDir });
    const one = await start();
    const post = (url: string, path: string, body: unknown) =>
      fetch(`${url}/repos/awell-health/navi${path}`, {
        method: 'POST',
        headers: { authorization: 'token ghp_simulated_ada', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await post(one.url, '/issues', { title: 'Kept' })).status).toBe(201);
    await one.close();
    const two = await start();
    const state: unknown = await (await fetch(`${two.url}/_control/state`)).json();
    await two.close();
    expect(state).toMatchObject({ repo: 'awell-health/navi', head, issues: [{ title: 'Kept' }] });
  });
});
