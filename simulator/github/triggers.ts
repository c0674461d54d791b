import { readCommit, readText, resolveCommit } from './git/objects.ts';
import { apiUrl, type Github } from './github.ts';
import { renderRepository, renderUser } from './rest/render.ts';
import { workflowFiles } from './rest/workflow-files.ts';
import { readWorkflow, type Workflow, WorkflowProblem } from './runner/workflow/workflow.ts';
import { beginRun } from './runs.ts';

export interface RefChange {
  name: string;
  before: string | undefined;
  after: string | undefined;
  actor: string;
}

const NOTHING = '0'.repeat(40);

/**
 * The consequences of a changed branch or tag: the events `create`, `delete` and `push`, and the workflows that a
 * push starts. Other refs start nothing.
 */
export async function onRefChange(github: Github, change: RefChange): Promise<void> {
  const kind = /^refs\/(?<kind>heads|tags)\//.exec(change.name)?.groups?.['kind'];
  if (kind === undefined) return;
  const short = change.name.replace(`refs/${kind}/`, '');
  const common = { repository: renderRepository(github), sender: renderUser(github, change.actor) };
  const about = { ref: short, ref_type: kind === 'tags' ? 'tag' : 'branch', pusher_type: 'user' };
  if (change.before === undefined)
    github.emit('create', { ...about, master_branch: github.settings.defaultBranch, ...common });
  if (change.after === undefined) github.emit('delete', { ...about, ...common });
  await emitPush(github, change, common);
  if (change.after !== undefined) await startPushed(github, change, { kind, short });
}

async function emitPush(github: Github, change: RefChange, common: Record<string, unknown>): Promise<void> {
  const sha = change.after === undefined ? undefined : await resolveCommit(github.git, change.after);
  const commit = sha === undefined ? undefined : await readCommit(github.git, sha);
  github.emit('push', {
    ref: change.name,
    before: change.before ?? NOTHING,
    after: change.after ?? NOTHING,
    created: change.before === undefined,
    deleted: change.after === undefined,
    forced: false,
    compare: apiUrl(github, '/compare'),
    head_commit:
      commit === undefined
        ? null
        : { id: commit.sha, message: commit.message, timestamp: commit.committer.date },
    pusher: { name: change.actor },
    ...common,
  });
}

interface Pushed {
  kind: string;
  short: string;
}

async function startPushed(github: Github, change: RefChange, pushed: Pushed): Promise<void> {
  const sha = await resolveCommit(github.git, change.after ?? '');
  if (sha === undefined) return;
  for (const path of await workflowFiles(github, sha)) {
    const text = await readText(github.git, sha, path);
    const workflow = text === undefined ? undefined : tryRead(text, path);
    if (workflow === undefined || !isStartedBy(workflow.on['push'], 'push' in workflow.on, pushed)) continue;
    await beginRun(github, {
      workflow,
      path,
      ref: change.name,
      sha,
      event: 'push',
      inputs: {},
      actor: change.actor,
    });
  }
}

function tryRead(text: string, path: string): Workflow | undefined {
  try {
    return readWorkflow(text, path);
  } catch (error) {
    // A workflow that cannot be read starts nothing; a request for it by name says why.
    if (error instanceof WorkflowProblem) return undefined;
    throw error;
  }
}

/**
 * docs.github.com "Workflow syntax", `on.push.<branches|tags>`: a filter for branches excludes tags, and the reverse.
 */
function isStartedBy(filter: unknown, hasPush: boolean, { kind, short }: Pushed): boolean {
  if (!hasPush) return false;
  if (typeof filter !== 'object' || filter === null) return true;
  const filters = new Map(Object.entries(filter));
  const patterns = (name: string) => [filters.get(name) ?? []].flat().map(String);
  const mine = kind === 'tags' ? 'tags' : 'branches';
  if (patterns(`${mine}-ignore`).some((pattern) => matches(pattern, short))) return false;
  if (filters.has(mine)) return patterns(mine).some((pattern) => matches(pattern, short));
  const named = ['branches', 'branches-ignore', 'tags', 'tags-ignore'].some((name) => filters.has(name));
  return !named || filters.has(`${mine}-ignore`);
}

function matches(pattern: string, name: string): boolean {
  const parts = pattern.split(/(\*\*|\*)/).map((part) => {
    if (part === '**') return '.*';
    return part === '*' ? '[^/]*' : part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`).test(name);
}
