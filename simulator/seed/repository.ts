import { randomUUID } from 'node:crypto';
import { access, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Author, type Change, type Chapter, HISTORY } from './history.ts';
import { run } from './run.ts';
import type { Tree } from './trees.ts';

export type Trees = Readonly<Record<Chapter['tree'], Tree>>;

export interface SeededRepository {
  /** The bare repository's folder. */
  repository: string;
  commits: { v100: string; v110: string; main: string };
}

/** The bare repository under `dir`, made from the example's history; an existing one stays unchanged. */
export async function seedRepository(dir: string, trees: Trees): Promise<SeededRepository> {
  const repository = join(dir, 'navi.git');
  if (!(await isThere(repository))) {
    // Renamed when it is complete: an interrupted start leaves nothing half made.
    const unfinished = `${repository}.${randomUUID()}`;
    await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', unfinished]);
    const input = fastImport(trees);
    await run('git', ['--git-dir', unfinished, 'fast-import', '--quiet', '--done'], { input });
    await rename(unfinished, repository);
  }
  return { repository, commits: await readCommits(repository) };
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** In a kept world main may be newer; tags stay. */
async function readCommits(repository: string): Promise<SeededRepository['commits']> {
  const names = ['v1.0.0^{commit}', 'v1.1.0^{commit}', 'main'];
  const text = (await run('git', ['--git-dir', repository, 'rev-parse', ...names])).toString('utf8');
  const [v100 = '', v110 = '', main = ''] = text.trim().split('\n');
  return { v100, v110, main };
}

/** The whole history in the format of git's fast-import (git-scm.com, "git-fast-import", Input Format). */
function fastImport(trees: Trees): Buffer {
  const parts: Buffer[] = [];
  let now: Tree = new Map();
  for (const { tree, changes, tag } of HISTORY) {
    for (const change of changes) {
      now = applied(change, { from: now, to: trees[tree], isLast: change === changes.at(-1) });
      parts.push(...commitOf(change, now));
    }
    const last = changes.at(-1);
    if (tag === undefined || last === undefined) continue;
    parts.push(text(`tag ${tag.name}\nfrom refs/heads/main\ntagger ${signature(last.author, last.at)}`));
    parts.push(...data(Buffer.from(tag.message)));
  }
  return Buffer.concat([...parts, text('done')]);
}

/** The tree after a commit: the commit's files as in the version's tree, the others unchanged. */
function applied(change: Change, { from, to, isLast }: { from: Tree; to: Tree; isLast: boolean }): Tree {
  const next = new Map(from);
  for (const path of new Set([...from.keys(), ...to.keys()])) {
    if (!isLast && !change.brings.test(path)) continue;
    const bytes = to.get(path);
    if (bytes === undefined) next.delete(path);
    else next.set(path, bytes);
  }
  return next;
}

function commitOf({ author, at, message }: Change, tree: Tree): Buffer[] {
  const who = signature(author, at);
  return [
    text(`commit refs/heads/main\nauthor ${who}\ncommitter ${who}`),
    ...data(Buffer.from(`${message}\n`)),
    text('deleteall'),
    ...[...tree].flatMap(([path, bytes]) => [text(`M 100644 inline ${path}`), ...data(bytes)]),
  ];
}

function text(line: string): Buffer {
  return Buffer.from(`${line}\n`);
}

function data(bytes: Buffer): Buffer[] {
  return [text(`data ${bytes.length}`), bytes, text('')];
}

function signature({ name, email }: Author, at: string): string {
  return `${name} <${email}> ${Date.parse(at) / 1000} +0000`;
}
