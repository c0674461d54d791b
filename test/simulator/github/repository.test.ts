import { generateKeyPairSync } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REPO, startWorld, type World } from './world.ts';

let world: World;
let first: string;
let head: string;

beforeAll(async () => {
  world = await startWorld({
    'README.md': '# Navi\n',
    'packages/navi-js/package.json': '{"version":"1.2.0"}\n',
  });
  first = world.git('rev-parse', 'main');
  world.git('tag', 'v1.0.0', first);
  world.commit({ 'a.txt': 'a' }, { message: 'Add a\n\nWith a body.', author: 'ben-ivarsson' });
  head = world.commit({ 'b.txt': 'b' }, { message: 'Add b <!channel>' });
  world.commit({ 'side.txt': 's' }, { branch: 'side/one', message: 'Aside' });
});
afterAll(() => world.close());

describe('who calls', () => {
  test('a token names its person, and an installation is refused', async () => {
    const { data } = await world.as('ghp_simulated_ada').rest.users.getAuthenticated();
    expect(data.login).toBe('ada-okafor');
    await expect(world.octokit.rest.users.getAuthenticated()).rejects.toMatchObject({ status: 403 });
  });

  test('a bad token is 401, and without one a private repository is not there', async () => {
    await expect(world.as('ghp_wrong').rest.repos.get(REPO)).rejects.toMatchObject({
      status: 401,
      response: { data: { message: 'Bad credentials' } },
    });
    await expect(world.as(undefined).rest.repos.get(REPO)).rejects.toMatchObject({ status: 404 });
    await expect(world.as(undefined).rest.users.getAuthenticated()).rejects.toMatchObject({ status: 401 });
  });

  test('an App trades its JWT for a token of its installation', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const app = new Octokit({
      baseUrl: world.url,
      authStrategy: createAppAuth,
      auth: { appId: 1, privateKey, installationId: 9 },
    });
    const { data } = await app.rest.repos.get(REPO);
    expect(data.default_branch).toBe('main');
  });
});

describe('commits', () => {
  test('a branch and a commit tell the head, its message and its author', async () => {
    const branch = await world.octokit.rest.repos.getBranch({ ...REPO, branch: 'side/one' });
    expect(branch.data.commit.commit.message).toBe('Aside');
    const { data, headers } = await world.octokit.rest.repos.getCommit({ ...REPO, ref: 'main' });
    expect(data).toMatchObject({
      sha: head,
      commit: { message: 'Add b <!channel>' },
      author: { login: 'ada-okafor' },
    });
    expect(headers['x-github-request-id']).toMatch(/^[0-9A-F-]{36}$/);
    for (const ref of ['nowhere', '1'.repeat(40)]) {
      const nothing = { status: 422, message: expect.stringContaining(`No commit found for SHA: ${ref}`) };
      await expect(world.octokit.rest.repos.getCommit({ ...REPO, ref })).rejects.toMatchObject(nothing);
      await expect(world.octokit.rest.checks.listForRef({ ...REPO, ref })).rejects.toMatchObject(nothing);
    }
    await expect(world.octokit.rest.repos.getBranch({ ...REPO, branch: 'v1.0.0' })).rejects.toMatchObject({
      status: 404,
    });
  });

  test('a comparison tells how two commits stand, with messages and authors, oldest first', async () => {
    const compare = async (basehead: string) =>
      (await world.octokit.rest.repos.compareCommitsWithBasehead({ ...REPO, basehead })).data;

    const ahead = await compare('v1.0.0...main');
    expect(ahead).toMatchObject({ status: 'ahead', ahead_by: 2, behind_by: 0, total_commits: 2 });
    expect(ahead.commits.map((commit) => commit.commit.message)).toEqual([
      'Add a\n\nWith a body.',
      'Add b <!channel>',
    ]);
    expect(ahead.commits.map((commit) => commit.author?.login)).toEqual(['ben-ivarsson', 'ada-okafor']);
    expect(ahead.files?.map((file) => file.filename)).toEqual(['a.txt', 'b.txt']);
    expect(await compare('main...v1.0.0')).toMatchObject({
      status: 'behind',
      ahead_by: 0,
      behind_by: 2,
      commits: [],
    });
    expect(await compare(`${head}...main`)).toMatchObject({ status: 'identical', commits: [] });
    world.git('branch', 'fork', world.git('commit-tree', '-p', first, '-m', 'Fork', `${first}^{tree}`));
    expect(await compare('fork...main')).toMatchObject({ status: 'diverged', ahead_by: 2, behind_by: 1 });
  });

  test('contents are files with their blob, and folders', async () => {
    const path = 'packages/navi-js/package.json';
    const { data } = await world.octokit.rest.repos.getContent({ ...REPO, path, ref: 'v1.0.0' });
    expect(data).toMatchObject({
      type: 'file',
      path,
      sha: world.git('rev-parse', `v1.0.0:${path}`),
      encoding: 'base64',
    });
    const text = 'content' in data ? Buffer.from(data.content, 'base64').toString('utf8') : '';
    expect(text).toBe('{"version":"1.2.0"}\n');
    const folder = await world.octokit.rest.repos.getContent({ ...REPO, path: 'packages' });
    expect(folder.data).toMatchObject([{ type: 'dir', name: 'navi-js' }]);
    const top = await world.octokit.rest.repos.getContent({ ...REPO, path: '' });
    expect(top.data).toHaveLength(4);
    const missing = world.octokit.rest.repos.getContent({ ...REPO, path: 'b.txt', ref: 'v1.0.0' });
    await expect(missing).rejects.toMatchObject({ status: 404 });
  });

  test('a GET that has not changed is 304, which Octokit throws', async () => {
    const before = await world.octokit.rest.repos.getBranch({ ...REPO, branch: 'main' });
    const headers = { 'if-none-match': before.headers.etag ?? '' };
    const again = world.octokit.rest.repos.getBranch({ ...REPO, branch: 'main', headers });
    await expect(again).rejects.toMatchObject({ status: 304 });
  });
});

describe('checks', () => {
  const checksOf = async (ref: string) =>
    (await world.octokit.rest.checks.listForRef({ ...REPO, ref, check_name: 'ci' })).data.check_runs;

  test('every commit of the default branch has passed, another has none', async () => {
    expect(await checksOf(head)).toMatchObject([{ conclusion: 'success', app: { slug: 'github-actions' } }]);
    expect(await checksOf('side/one')).toEqual([]);
  });

  test('the control door changes one', async () => {
    await world.control('checks', { sha: first, name: 'ci', conclusion: 'failure' });
    expect(await checksOf('v1.0.0')).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
    await world.control('checks', { sha: first, name: 'ci', status: 'in_progress' });
    expect(await checksOf(first)).toMatchObject([{ status: 'in_progress', conclusion: null }]);
    expect(
      (await world.control('checks', { sha: 'nowhere', name: 'ci', conclusion: 'failure' })).status,
    ).toBe(404);
  });
});

describe('releases and issues', () => {
  test('a release is made once for a tag, with generated notes', async () => {
    const notes = await world.octokit.rest.repos.generateReleaseNotes({ ...REPO, tag_name: 'v1.2.0' });
    expect(notes.data.body).toMatch(/^\*\*Full Changelog\*\*: \S+\/awell-health\/navi\/\S+$/);
    const made = await world.octokit.rest.repos.createRelease({
      ...REPO,
      tag_name: 'v1.0.0',
      name: 'v1.0.0',
      body: 'first',
      draft: true,
    });
    const draft = world.octokit.rest.repos.getReleaseByTag({ ...REPO, tag: 'v1.0.0' });
    await expect(draft).rejects.toMatchObject({ status: 404 });
    await world.octokit.rest.repos.updateRelease({ ...REPO, release_id: made.data.id, draft: false });
    expect((await world.octokit.rest.repos.getReleaseByTag({ ...REPO, tag: 'v1.0.0' })).data.body).toBe(
      'first',
    );
    const again = world.octokit.rest.repos.createRelease({ ...REPO, tag_name: 'v1.0.0' });
    await expect(again).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ code: 'already_exists', field: 'tag_name' }] } },
    });
  });

  test('generated notes list merged pull requests, not what was pushed without one', async () => {
    world.commit({ 'c.txt': 'c' }, { message: 'Squashed <!here> (#7)' });
    world.commit({ 'd.txt': 'd' }, { message: 'Merge pull request #8 from a/b\n\nMerged' });
    world.commit({ 'e.txt': 'e' }, { message: 'Pushed' });
    const notes = await world.octokit.rest.repos.generateReleaseNotes({ ...REPO, tag_name: 'v1.3.0' });
    expect(notes.data.body.split('\n').slice(0, 3)).toEqual([
      "## What's Changed",
      `* Squashed <!here> by @ada-okafor in ${world.url}/awell-health/navi/pull/7`,
      `* Merged by @ada-okafor in ${world.url}/awell-health/navi/pull/8`,
    ]);
    expect(notes.data.body).not.toContain('Pushed');
  });

  test('an issue is opened and found by its label', async () => {
    await world.octokit.rest.issues.create({
      ...REPO,
      title: 'Post-mortem',
      body: '<!-- navi:1 -->',
      labels: ['x'],
    });
    const { data } = await world.octokit.rest.issues.listForRepo({ ...REPO, labels: 'x' });
    expect(data).toMatchObject([{ number: 1, title: 'Post-mortem', body: '<!-- navi:1 -->' }]);
    // GitHub escapes the brackets of a bot's name.
    expect(data[0]?.user).toMatchObject({
      login: 'navi[bot]',
      url: `${world.url}/users/navi%5Bbot%5D`,
      html_url: `${world.url}/apps/navi`,
    });
  });
});
