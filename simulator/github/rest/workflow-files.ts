import { GithubError, notFound } from '../answers.ts';
import { listTree, readText, resolveCommit } from '../git/objects.ts';
import type { Github } from '../github.ts';
import { readWorkflow, type Workflow } from '../runner/workflow/workflow.ts';
import { stableId } from './render.ts';

const FOLDER = '.github/workflows';

/** The workflow files at a commit. */
export async function workflowFiles(github: Github, commit: string): Promise<string[]> {
  const entries = await listTree(github.git, commit, { folder: FOLDER });
  return entries.map((entry) => entry.path).filter((path) => /\.ya?ml$/.test(path));
}

/** A workflow's file on the default branch, by its number or file name; 404 when there is none. */
export async function findWorkflow(github: Github, asked: string): Promise<string> {
  const head = await resolveCommit(github.git, `refs/heads/${github.settings.defaultBranch}`);
  const paths = head === undefined ? [] : await workflowFiles(github, head);
  const found = paths.find(
    (path) => path === asked || path === `${FOLDER}/${asked}` || String(stableId(path)) === asked,
  );
  if (found === undefined) throw notFound();
  return found;
}

/** Reads a workflow at a commit; 422 when it is missing or cannot be run. */
export async function workflowAt(github: Github, path: string, commit: string): Promise<Workflow> {
  const text = await readText(github.git, commit, path);
  if (text === undefined) throw new GithubError(422, `Workflow does not exist at this ref: ${path}`);
  return readWorkflow(text, path);
}
