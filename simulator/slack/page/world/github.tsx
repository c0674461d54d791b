import { Icon, Spinner } from '../icons.tsx';
import { useNow } from '../now.ts';
import { ago, lasted } from '../text/dates.ts';
import { Github, type Job, type Run, type Step } from './schema.ts';
import { OfService, WorldSection } from './section.tsx';

const SHOWN_RUNS = 4;

/** The repository: tags, and the workflow's runs as they go. */
export function Repository() {
  return (
    <WorldSection id="github" title="GitHub" icon="branch">
      <OfService name="github" shape={Github}>
        {({ defaultBranch, head, tags, runs, releases }) => (
          <>
            <div class="line">
              <span class="soft">{defaultBranch ?? 'head'}</span> <code>{(head ?? '').slice(0, 7)}</code>
            </div>
            <div class="tags">
              {tags.map((tag) => (
                <span
                  key={tag.name}
                  class="git-tag"
                  data-testid={`git-tag-${tag.name}`}
                  title={tag.commit ?? ''}
                >
                  <Icon name="tag" size={12} />
                  {tag.name}
                  {releases.some((release) => release.tag === tag.name && !release.draft) && (
                    <span class="soft"> released</span>
                  )}
                </span>
              ))}
              {tags.length === 0 && <span class="soft">no tags</span>}
            </div>
            {newestFirst(runs).map((run, at) => (
              <RunView key={`${run.id} ${run.attempt ?? 1}`} run={run} open={at === 0} />
            ))}
            {runs.length === 0 && <p class="soft">No workflow has run yet.</p>}
          </>
        )}
      </OfService>
    </WorldSection>
  );
}

function newestFirst(runs: Run[]): Run[] {
  return runs.toSorted((one, other) => Number(other.id) - Number(one.id)).slice(0, SHOWN_RUNS);
}

function RunView({ run, open }: { run: Run; open: boolean }) {
  const now = useNow(5);
  return (
    <details
      class="run"
      open={open}
      data-testid={`run-${run.id}`}
      data-status={run.status}
      data-conclusion={run.conclusion ?? ''}
    >
      <summary>
        <Sign of={run} />
        <span class="run-title">{run.title ?? run.name ?? run.id}</span>
        <span class="soft">
          {run.createdAt === undefined ? '' : ago(Date.parse(run.createdAt) / 1000, now)}
        </span>
      </summary>
      <ol class="jobs">
        {run.jobs.map((job) => (
          <JobView key={job.name} job={job} />
        ))}
      </ol>
    </details>
  );
}

function JobView({ job }: { job: Job }) {
  const going = job.status === 'in_progress';
  const failed = job.conclusion === 'failure';
  return (
    <li class="job" data-status={job.status} data-conclusion={job.conclusion ?? ''}>
      <div class="job-line">
        <Sign of={job} />
        <span class="run-title">{job.name}</span>
        <Lasted of={job} />
      </div>
      {(going || failed) && (
        <ol class="steps">
          {job.steps.map((step, at) => (
            <li key={at}>
              <Sign of={step} />
              <span class="run-title">{step.name}</span>
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}

/** A state in sign and words. */
function Sign({ of }: { of: Pick<Step, 'status' | 'conclusion'> }) {
  const words = of.status === 'completed' ? (of.conclusion ?? 'completed') : of.status.replaceAll('_', ' ');
  if (of.status === 'in_progress') return <Spinner label="in progress" />;
  const [icon, tone] = signOf(of);
  return (
    <span class={`sign tone-${tone}`} role="img" aria-label={words} title={words}>
      <Icon name={icon} size={15} />
    </span>
  );
}

function signOf({ status, conclusion }: Pick<Step, 'status' | 'conclusion'>) {
  if (status !== 'completed') return ['circle', 'soft'] as const;
  if (conclusion === 'success') return ['check-circle', 'good'] as const;
  if (conclusion === 'skipped' || conclusion === 'neutral') return ['stop', 'soft'] as const;
  return ['x-circle', 'bad'] as const;
}

function Lasted({ of }: { of: Job }) {
  const now = useNow(1);
  const from = Date.parse(of.startedAt ?? '');
  if (Number.isNaN(from) || of.conclusion === 'skipped') return null;
  const to = Date.parse(of.completedAt ?? '');
  return <span class="soft">{lasted(((Number.isNaN(to) ? now : to) - from) / 1000)}</span>;
}
