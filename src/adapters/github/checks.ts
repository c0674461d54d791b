import { z } from 'zod';
import type { Check } from '../../ports/scm.ts';
import { withoutCredentials } from '../../ports/service-text.ts';
import type { Door } from './door.ts';
import { requireSha } from './exact.ts';
import { readPages } from './pages.ts';

const CheckRun = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  html_url: z.string().nullable(),
  app: z.object({ slug: z.string().nullish() }).nullish(),
});
const CheckRuns = z.object({ check_runs: z.array(CheckRun) }).transform((page) => page.check_runs);

/** Conclusions of check runs (GitHub docs, "Check runs"); an unknown one is not a success. */
const STATES: Readonly<Record<string, Check['state']>> = {
  success: 'success',
  neutral: 'neutral',
  skipped: 'skipped',
  failure: 'failure',
  cancelled: 'cancelled',
  timed_out: 'timed-out',
  action_required: 'action-required',
  stale: 'timed-out',
};

/**
 * Requests the checks by name, so that many other checks cannot hide one. `filter=latest` is per suite, so one name
 * and app can occur twice.
 */
export async function readChecks(
  door: Door,
  sha: string,
  wanted: readonly { name: string }[],
): Promise<Check[]> {
  const names = [...new Set(wanted.map(({ name }) => name))];
  const found = await Promise.all(
    names.map((name) =>
      readPages(door, {
        route: 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
        params: { ref: requireSha(door, sha), check_name: name, filter: 'latest' },
        limit: 5,
        shape: CheckRuns,
      }),
    ),
  );
  const runs = found.flat();
  const newest = new Map<string, z.infer<typeof CheckRun>>();
  for (const run of runs) {
    const key = JSON.stringify([run.name, run.app?.slug]);
    if (run.id > (newest.get(key)?.id ?? 0)) newest.set(key, run);
  }
  return [...newest.values()].map((run) => ({
    name: run.name,
    app: run.app?.slug ?? '',
    state: run.status === 'completed' ? (STATES[run.conclusion ?? ''] ?? 'failure') : 'running',
    url: run.html_url ?? '',
  }));
}

const ERRORS = 20;
const Annotations = z.array(
  z.object({ annotation_level: z.string().nullish(), message: z.string().nullish() }),
);

/** The errors that a job's steps wrote: annotations of its check run, which has the job's id. */
export async function readJobErrors(door: Door, job: number): Promise<string[]> {
  const { data } = await door.ask({
    route: 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations',
    params: { check_run_id: job, per_page: ERRORS },
    effect: 'read',
  });
  return Annotations.parse(data).flatMap(({ annotation_level, message }) =>
    annotation_level === 'failure' && message ? [withoutCredentials(message)] : [],
  );
}
