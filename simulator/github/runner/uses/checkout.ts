import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openGit } from '../../git/git.ts';
import { resolveCommit } from '../../git/objects.ts';
import { findRef } from '../../git/refs.ts';
import type { ActionCall, ActionResult } from './call.ts';

/**
 * `actions/checkout`: a shallow clone of the run's commit, or of `ref`; `fetch-depth: 0` fetches the whole history
 * and every branch and tag. A branch is checked out as a branch, a tag or commit detached.
 */
export async function checkout(call: ActionCall): Promise<ActionResult> {
  if ((call.with['repository'] ?? '') !== '') throw new Error('checkout of another repository is not built');
  const folder = resolve(call.workspace, call.with['path'] ?? '.');
  await mkdir(folder, { recursive: true });
  const target = await targetOf(call);
  const clone = openGit(resolve(folder, '.git'));
  const git = (args: string[]) => clone.text(['--work-tree', folder, '-C', folder, ...args]);
  await git(['init', '--quiet']);
  await clone.maybe(['remote', 'remove', 'origin']);
  await git(['remote', 'add', 'origin', pathToFileURL(call.git.repository).href]);
  await git(['fetch', '--quiet', ...fetchOf(call, target)]);
  const branch = /^refs\/heads\/(.+)$/.exec(target.ref ?? '')?.[1];
  const where = branch === undefined ? ['--detach', target.sha] : ['-B', branch, target.sha];
  await git(['checkout', '--quiet', '--force', ...where]);
  call.say(`HEAD is now at ${target.sha.slice(0, 7)}`);
  return { outputs: { commit: target.sha, ref: target.ref ?? target.sha } };
}

interface Target {
  sha: string;
  ref: string | undefined;
}

async function targetOf({ with: given, run, git }: ActionCall): Promise<Target> {
  const wanted = given['ref'] ?? '';
  if (wanted === '') return { sha: run.sha, ref: run.ref };
  const sha = await resolveCommit(git, wanted);
  if (sha === undefined) throw new Error(`A branch or tag with the name '${wanted}' could not be found`);
  for (const name of [wanted, `refs/heads/${wanted}`, `refs/tags/${wanted}`])
    if (name.startsWith('refs/') && (await findRef(git, name)) !== undefined) return { sha, ref: name };
  return { sha, ref: undefined };
}

function fetchOf({ with: given }: ActionCall, { sha, ref }: Target): string[] {
  const depth = given['fetch-depth'] ?? '1';
  const all = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];
  if (depth === '0') return ['--no-tags', 'origin', sha, ...all];
  const tags = given['fetch-tags'] === 'true' ? ['+refs/tags/*:refs/tags/*'] : [];
  const local = ref?.startsWith('refs/heads/') ? ref.replace('refs/heads/', 'refs/remotes/origin/') : ref;
  const spec = local === undefined ? sha : `+${sha}:${local}`;
  return ['--no-tags', `--depth=${depth}`, 'origin', spec, ...tags];
}
