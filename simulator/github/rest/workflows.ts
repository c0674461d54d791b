import { z } from 'zod';
import { GithubError, param, readBody } from '../answers.ts';
import type { Door } from '../door.ts';
import { resolveCommit } from '../git/objects.ts';
import { findRef } from '../git/refs.ts';
import { apiUrl, type Github, pageUrl } from '../github.ts';
import { settleInputs } from '../runner/workflow/inputs.ts';
import { WorkflowProblem } from '../runner/workflow/workflow.ts';
import { beginRun } from '../runs.ts';
import { stableId } from './render.ts';
import { renderWorkflow } from './render-runs.ts';
import { findWorkflow, workflowAt, workflowFiles } from './workflow-files.ts';

const Dispatch = z.object({
  ref: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).default({}),
  return_run_details: z.boolean().optional(),
});

/** Since this version of the API the answer to a dispatch always names its run. */
const TELLS_RUN_SINCE = '2026-03-10';

/** Workflows and their dispatch. */
export function addWorkflows(door: Door, github: Github): void {
  const headOf = () => resolveCommit(github.git, `refs/heads/${github.settings.defaultBranch}`);

  door.repo('actions.listRepoWorkflows', 'GET', '/actions/workflows', async (c) => {
    const head = await headOf();
    const paths = head === undefined ? [] : await workflowFiles(github, head);
    const workflows = await Promise.all(
      paths.map(async (path) => render(github, path, await nameOf(github, path, head))),
    );
    return c.json({ total_count: workflows.length, workflows });
  });

  door.repo('actions.getWorkflow', 'GET', '/actions/workflows/:workflow', async (c) => {
    const path = await findWorkflow(github, param(c, 'workflow'));
    return c.json(render(github, path, await nameOf(github, path, await headOf())));
  });

  door.repo(
    'actions.createWorkflowDispatch',
    'POST',
    '/actions/workflows/:workflow/dispatches',
    async (c, caller) => {
      const path = await findWorkflow(github, param(c, 'workflow'));
      const asked = await readBody(c, Dispatch);
      if (github.pace.enterpriseServer && asked.return_run_details !== undefined)
        throw new GithubError(400, 'Invalid request.\n\n"return_run_details" is not a permitted key.');
      if (asked.ref === undefined) throw new GithubError(422, 'Invalid request.\n\n"ref" wasn\'t supplied.');
      const { ref, sha } = await resolveRef(github, asked.ref);
      const workflow = await workflowAt(github, path, sha);
      if (workflow.inputs === undefined)
        throw new GithubError(422, "Workflow does not have 'workflow_dispatch' trigger");
      const inputs = settleInputs(asked.inputs, workflow.inputs);
      const event = 'workflow_dispatch';
      const run = await beginRun(github, { workflow, path, ref, sha, event, inputs, actor: caller.login });
      const tells =
        !github.pace.enterpriseServer &&
        (asked.return_run_details === true ||
          (c.req.header('x-github-api-version') ?? '') >= TELLS_RUN_SINCE);
      if (!tells) return c.body(null, 204);
      return c.json({
        workflow_run_id: run.id,
        run_url: apiUrl(github, `/actions/runs/${run.id}`),
        html_url: pageUrl(github, `/actions/runs/${run.id}`),
      });
    },
  );
}

/** A dispatch takes a branch or a tag, never a commit. */
async function resolveRef(github: Github, asked: string): Promise<{ ref: string; sha: string }> {
  const names = /^refs\/(heads|tags)\//.test(asked) ? [asked] : [`refs/heads/${asked}`, `refs/tags/${asked}`];
  for (const name of names) {
    if ((await findRef(github.git, name)) === undefined) continue;
    const sha = await resolveCommit(github.git, name);
    if (sha !== undefined) return { ref: name, sha };
  }
  throw new GithubError(422, `No ref found for: ${asked}`);
}

function render(github: Github, path: string, name: string): Record<string, unknown> {
  return renderWorkflow(github, { id: stableId(path), path, name });
}

/** A workflow that cannot be read is named by its path, as on GitHub. */
async function nameOf(github: Github, path: string, head: string | undefined): Promise<string> {
  try {
    return head === undefined ? path : (await workflowAt(github, path, head)).name;
  } catch (error) {
    if (error instanceof WorkflowProblem) return path;
    throw error;
  }
}
