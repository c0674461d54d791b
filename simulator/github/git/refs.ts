import { type Git, GitFailure } from './git.ts';

export interface Ref {
  /** The full name, such as `refs/tags/v1.2.0`. */
  name: string;
  /** The object it names: for an annotated tag the tag object, not the commit. */
  sha: string;
  type: string;
}

const NOTHING = '0'.repeat(40);

/** Refs whose full name begins with `prefix`, sorted by name. */
export async function listRefs(git: Git, prefix = 'refs/'): Promise<Ref[]> {
  const text = await git.text(['for-each-ref', '--format=%(refname) %(objectname) %(objecttype)']);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', sha = '', type = ''] = line.split(' ');
      return { name, sha, type };
    })
    .filter((ref) => ref.name.startsWith(prefix));
}

export async function findRef(git: Git, name: string): Promise<Ref | undefined> {
  return (await listRefs(git, name)).find((ref) => ref.name === name);
}

/** Whether git and GitHub accept this name: full, with at least two slashes. */
export async function isRefName(git: Git, name: string): Promise<boolean> {
  if (!/^refs\/[^/]+\/./.test(name)) return false;
  return (await git.maybe(['check-ref-format', name])) !== undefined;
}

/** Creates a ref in one atomic step: of two callers that try, one gets false. */
export function createRef(git: Git, name: string, sha: string): Promise<boolean> {
  return update(git, [name, sha, NOTHING]);
}

/** Moves a ref from a known value; false when its value is another. */
export function moveRef(git: Git, name: string, change: { from: string; to: string }): Promise<boolean> {
  return update(git, [name, change.to, change.from]);
}

export function deleteRef(git: Git, name: string): Promise<boolean> {
  return update(git, ['-d', name]);
}

/** Deletes a ref that has a known value; false when its value is another. */
export function dropRef(git: Git, name: string, from: string): Promise<boolean> {
  return update(git, ['-d', name, from]);
}

/** Restores every ref of a list taken earlier, and removes the others. */
export async function restoreRefs(git: Git, wanted: Record<string, string>): Promise<void> {
  for (const ref of await listRefs(git)) if (wanted[ref.name] === undefined) await deleteRef(git, ref.name);
  for (const [name, sha] of Object.entries(wanted)) await git.text(['update-ref', name, sha]);
}

async function update(git: Git, args: string[]): Promise<boolean> {
  try {
    await git.text(['update-ref', ...args]);
    return true;
  } catch (error) {
    if (error instanceof GitFailure) return false;
    throw error;
  }
}
