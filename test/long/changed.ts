import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The files under `test/` that say something else than at this commit, the working tree included. A file that was only
 * moved, or whose imports and comments alone differ, has not changed. An unknown commit ends the run.
 */
export function changedTests(root: string, since: string): Set<string> {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const listed = git('diff', '--name-status', '--find-renames', '--diff-filter=AMR', since, '--', 'test');
  const files = listed.split('\n').flatMap((line) => {
    const [, from, to = from] = line.split('\t');
    return from === undefined || to === undefined ? [] : [{ from, to, isNew: line.startsWith('A') }];
  });
  const isChanged = ({ from, to, isNew }: (typeof files)[number]) =>
    isNew || meaningOf(git('show', `${since}:${from}`)) !== meaningOf(readFileSync(join(root, to), 'utf8'));
  return new Set(files.filter(isChanged).map(({ to }) => to));
}

/** A source without its imports, comments and layout. */
export function meaningOf(source: string): string {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/^\s*(?:import|export)\b[^;]*?\bfrom '[^']*';$/gm, '')
    .replace(/^\s*import '[^']*';$/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}
