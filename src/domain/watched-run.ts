import { isJob, isTemplate, type JobNames } from './job-names.ts';
import { neverBegan, type PendingDeployment, type Run, type RunJob } from './run.ts';
import type { PersonWanted, StepProblem } from './step.ts';

/** What is known of the run that a release watches. */
export interface WatchedRun {
  run: Run;
  jobs: readonly RunJob[];
  /** Environments that jobs of it wait for. */
  pending: readonly PendingDeployment[];
  /** Errors of its failed steps, as the workflow wrote them; null where they could not be read. */
  errors: readonly string[] | null;
  expectedJobs: readonly string[];
  /** The run's display names of jobs, where they differ from their ids. */
  jobNames?: JobNames;
  /** How many attempts people have requested. */
  wanted: number;
}

export type RunVerdict =
  /** `isIdle`: the run waits only for a person. */
  | { is: 'going'; expects: string; person: PersonWanted | null; isIdle: boolean }
  | { is: 'to-rerun' }
  /** `isFinal`: a retry cannot help. */
  | { is: 'failed'; trouble: StepProblem; isFinal: boolean }
  | { is: 'passed' };

/** The state of the watched run. An expected job that was skipped is a failure. Pure. */
export function judgeRun(of: WatchedRun): RunVerdict {
  const { run } = of;
  if (run.status !== 'completed' || run.conclusion === 'action_required') return going(of);
  if (neverBegan(run)) return failed(of, 'run-never-began', 'could not start (startup_failure)');
  if (run.conclusion === 'success') return judgeJobs(of);
  if (run.attempt < of.wanted) return { is: 'to-rerun' };
  return failed(of, 'run-failed', `ended in ${run.conclusion}: ${whyFailed(of)}`);
}

function judgeJobs(of: WatchedRun): RunVerdict {
  const found = of.expectedJobs.map((id) => ({ id, ...shownAs(of, id) }));
  const skipped = found.filter(isSkipped);
  if (skipped.length > 0) return { ...failed(of, 'job-skipped', `skipped ${idsOf(skipped)}`), isFinal: true };
  const missing = found.filter(({ name, jobs }) => name !== null && jobs.length === 0);
  // The file that ran is the approved one and has these jobs, so a person may confirm that only a name differs.
  if (missing.length > 0 && of.wanted <= of.run.attempt)
    return failed(of, 'job-missing', `shows no job ${idsOf(missing)}; Retry continues without this check`);
  return { is: 'passed' };
}

/** The run's jobs for this job of the file; the name is null where only the run knows it. */
function shownAs({ jobs, jobNames = {} }: WatchedRun, id: string) {
  const name = jobNames[id] === undefined ? id : jobNames[id];
  return { name, jobs: name === null ? [] : jobs.filter((job) => isJob(job.name, name)) };
}

/** Another job may match the words of a name with expressions by chance, so all matches must be skipped. */
function isSkipped({ name, jobs }: ReturnType<typeof shownAs>): boolean {
  const skips = ({ conclusion }: RunJob) => conclusion === 'skipped';
  if (name !== null && isTemplate(name)) return jobs.length > 0 && jobs.every(skips);
  return jobs.some(skips);
}

function idsOf(found: readonly { id: string }[]): string {
  return found.map(({ id }) => id).join(', ');
}

/** Names the first failed job, if any: people look at that first. */
function failed(of: WatchedRun, code: StepProblem['code'], how: string) {
  const url = failedJobs(of.jobs)[0]?.url ?? of.run.url;
  return {
    is: 'failed' as const,
    trouble: { code, detail: `run ${of.run.id} ${how}`, url },
    isFinal: false,
  };
}

function failedJobs(jobs: readonly RunJob[]): RunJob[] {
  return jobs.filter((job) => job.conclusion !== 'success' && job.conclusion !== 'skipped');
}

const SHOWN_ERRORS = 5;
const ERROR_MAX = 300;

function whyFailed({ jobs, errors }: WatchedRun): string {
  const where = failedJobs(jobs).map(describe).join(', ') || 'no failed job is known';
  if (errors === null) return `${where} (its errors could not be read)`;
  const shown = errors.slice(0, SHOWN_ERRORS).map(brief);
  const more = errors.length > shown.length ? ` … and ${errors.length - shown.length} more` : '';
  return shown.length === 0 ? where : `${where}: ${shown.join(' · ')}${more}`;
}

function brief(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > ERROR_MAX ? `${line.slice(0, ERROR_MAX - 1)}…` : line;
}

function describe(job: RunJob): string {
  const step = job.steps.find(
    (one) => one.conclusion !== null && one.conclusion !== 'success' && one.conclusion !== 'skipped',
  );
  return step === undefined
    ? `${job.name} ${job.conclusion}`
    : `${job.name} ${job.conclusion} at "${step.name}"`;
}

function going(of: WatchedRun): RunVerdict {
  const { run, jobs, pending } = of;
  const who = reviewersOf(of);
  const expects = `the run; ${progress(of)}${heldUp(of)}`;
  if (who === null) return { is: 'going', expects, person: null, isIdle: false };
  const names = pending.map((one) => one.environment).join(', ');
  const what = run.conclusion === 'action_required' ? 'to let the run start' : `to approve ${names}`;
  const isIdle = [run, ...jobs].every(({ status }) => status !== 'in_progress' && status !== 'queued');
  return { is: 'going', expects, person: { who, what, url: run.url }, isIdle };
}

/** Who can approve it, in words; null where no person decides. */
function reviewersOf({ run, pending }: WatchedRun): string | null {
  if (run.conclusion === 'action_required') return 'a maintainer with write access';
  const reviewers = [...new Set(pending.flatMap((one) => one.reviewers))];
  return reviewers.length === 0 ? null : reviewers.join(' or ');
}

/** The total is from the plan: GitHub lists a job only when its dependencies have ended. */
function progress(of: WatchedRun): string {
  const { jobs } = of;
  const done = jobs.filter((job) => job.status === 'completed').length;
  const unlisted = of.expectedJobs.filter((id) => shownAs(of, id).jobs.length === 0);
  const total = jobs.length + unlisted.length;
  const now = jobs
    .filter((job) => job.status === 'in_progress')
    .map((job) => {
      const step = job.steps.find((one) => one.status === 'in_progress');
      return step === undefined ? job.name : `${job.name}: ${step.name}`;
    });
  return `${done} of ${total} jobs done${now.length > 0 ? `, now ${now.join(', ')}` : ''}`;
}

/** What it waits for besides its jobs, after a semicolon. */
function heldUp({ run, jobs, pending }: WatchedRun): string {
  if (run.conclusion === 'action_required') return `; a maintainer with write access has to let it start`;
  if (run.status === 'pending') return '; another run of its concurrency group is first';
  const waiting = jobs.filter((job) => job.status === 'waiting').map((job) => job.name);
  if (run.status !== 'waiting' && waiting.length === 0) return '';
  const rules = pending.map(ruleOf).join(', ') || 'the protection rules of its environment';
  return `; ${waiting.join(', ') || 'it'} waits for ${rules}`;
}

function ruleOf({ environment, reviewers, waitMinutes }: PendingDeployment): string {
  const where = `of the environment ${environment}`;
  if (reviewers.length > 0) return `an approval ${where} by ${reviewers.join(' or ')}`;
  return waitMinutes > 0 ? `the timer ${where} (${waitMinutes} min)` : `the protection rules ${where}`;
}
