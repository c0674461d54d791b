import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { REPO, startWorld, type World } from './world.ts';

const run = promisify(execFile);
const TOKEN = 'ghs_simulated_navi';

let world: World;
let dir: string;
let clone: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'navi-git-http-'));
  clone = join(dir, 'clone');
  world = await startWorld({ 'a.txt': 'a' }, { tagRules: [{ pattern: 'v*', bypass: [] }] });
});
afterAll(async () => {
  await world.close();
  rmSync(dir, { recursive: true, force: true });
});

const address = (token: string, name = `${REPO.owner}/${REPO.repo}.git`) =>
  `${world.url.replace('http://', `http://x-access-token:${token}@`)}/${name}`;

/** The git that people have: what it said, and its exit code. */
async function git(...args: string[]): Promise<{ code: number; said: string }> {
  const env = { PATH: process.env['PATH'], HOME: dir, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
  const as = ['-c', 'user.name=Ada', '-c', 'user.email=ada@navi.example'];
  return run('git', [...as, ...args], { cwd: dir, env }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr }),
  );
}

const tagNames = async () =>
  (await world.octokit.rest.git.listMatchingRefs({ ...REPO, ref: 'tags/' })).data.map(({ ref }) => ref);

test('git clones, fetches and pushes over HTTP, and the API sees what was pushed', async () => {
  expect(await git('clone', '--quiet', address(TOKEN), clone)).toMatchObject({ code: 0 });
  const head = world.commit({ 'b.txt': 'b' }, { message: 'Add b' });
  expect(await git('-C', clone, 'pull', '--quiet')).toMatchObject({ code: 0 });
  expect((await git('-C', clone, 'rev-parse', 'HEAD')).said.trim()).toBe(head);

  await git('-C', clone, 'commit', '--quiet', '--allow-empty', '-m', 'Pushed over HTTP');
  await git('-C', clone, 'tag', 'note-1');
  expect(await git('-C', clone, 'push', '--quiet', 'origin', 'HEAD', 'note-1')).toMatchObject({ code: 0 });

  const { data } = await world.octokit.rest.repos.getCommit({ ...REPO, ref: 'note-1' });
  expect(data.commit.message).toBe('Pushed over HTTP');
  expect(await tagNames()).toEqual(['refs/tags/note-1']);
});

test('a push that a ruleset forbids is declined in the words of GitHub, and changes nothing', async () => {
  world.git('tag', 'v1.0.0', 'main');
  await git('-C', clone, 'tag', 'v2.0.0');

  for (const pushed of ['v2.0.0', ':refs/tags/v1.0.0']) {
    const { code, said } = await git('-C', clone, 'push', 'origin', pushed);
    expect(code).toBe(1);
    expect(said).toContain('push declined due to repository rule violations');
    expect(said).toContain('remote: Repository rule violations found');
  }
  expect(await tagNames()).toEqual(['refs/tags/note-1', 'refs/tags/v1.0.0']);
});

test.each([
  ['a wrong token', () => address('ghs_wrong'), 'Authentication failed'],
  ['another repository', () => address(TOKEN, 'awell-health/other.git'), 'remote: Repository not found.'],
])('%s is refused at once', async (_, to, words) => {
  const { code, said } = await git('ls-remote', to());

  expect(code).not.toBe(0);
  expect(said).toContain(words);
});
