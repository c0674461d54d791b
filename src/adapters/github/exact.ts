import type { Door } from './door.ts';
import { failure } from './errors.ts';

/**
 * A commit's full SHA. GitHub also accepts a name, and a branch and a tag may share one, so a name is `refused` here
 * before anything is sent.
 */
export function requireSha(door: Door, commit: string): string {
  if (/^[0-9a-f]{40}$/.test(commit)) return commit;
  throw failure(door.call, 'refused', { problem: `"${commit}" is not the full SHA of a commit` });
}

/** The full name of a tag: with a bare name GitHub may start the workflow of a branch. */
export function requireTagRef(door: Door, ref: string): string {
  if (ref.startsWith('refs/tags/')) return ref;
  throw failure(door.call, 'refused', { problem: `"${ref}" is not the full name of a tag` });
}
