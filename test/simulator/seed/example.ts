import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment, run } from '../../../simulator/seed/run.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/navi-monorepo', import.meta.url));

/** A copy of the example's sources; gives its folder. */
export async function copyExample(folder: string): Promise<string> {
  await cp(EXAMPLE, folder, {
    recursive: true,
    filter: (path) => !['node_modules', 'dist', 'release'].includes(basename(path)),
  });
  return folder;
}

/** Runs git in a folder with an author's name; returns its output. */
export async function git(cwd: string, args: string[]): Promise<string> {
  const who = { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com' };
  const committer = { GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.com' };
  const env = { ...cleanEnvironment(process.env['PATH'] ?? ''), ...who, ...committer };
  return (await run('git', args, { cwd, env })).toString('utf8');
}

/** A bare repository whose main is one commit of the example. */
export async function bareExample(folder: string): Promise<string> {
  const source = await copyExample(join(folder, 'source'));
  await git(source, ['init', '--quiet', '--initial-branch=main']);
  await git(source, ['add', '--all']);
  await git(source, ['commit', '--quiet', '--message', 'ready']);
  const bare = join(folder, 'bare.git');
  await git(folder, ['clone', '--quiet', '--bare', source, bare]);
  return bare;
}

/** A tarball as npm packs it, of a package with nothing but words in it. */
export async function packTiny(name: string, version: string, words = 'hello'): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'navi-tiny-'));
  const source = join(folder, 'source');
  await mkdir(source);
  await writeFile(join(source, 'package.json'), JSON.stringify({ name, version, description: words }));
  const env = cleanEnvironment(process.env['PATH'] ?? '');
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: source, env });
  const file = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
  return readFile(join(dirname(source), file));
}
