import { runOfClaim } from '../../../domain/claim.ts';
import { type Dispatches, foreignRuns } from '../../../domain/foreign-run.ts';
import type { JournalRow } from '../../../domain/journal.ts';
import type { Json } from '../../../domain/json.ts';
import type { Operation } from '../../../domain/operation.ts';
import type { Run } from '../../../domain/run.ts';
import { tagOf } from '../../../domain/version.ts';
import type { Context } from '../../../engine/context.ts';
import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';
import { enqueueJob, enqueueNotice } from '../../../engine/save.ts';
import { ServiceError } from '../../../ports/service-error.ts';
import type { Tx } from '../../../ports/store.ts';
import type { JobOutcome } from '../../../ports/tables/jobs.ts';
import { releaseContent } from '../plans/release-content.ts';
import { CLOCK_SKEW_MS, dispatch } from '../steps/dispatch.ts';

/** One job for every cause, so that many webhooks cause one check. */
export const FOREIGN_RUNS = {
  kind: 'find-foreign-runs',
  subject: { kind: 'store', id: 'workflow-runs' },
};

/** How far back runs are read after Navi was not running, in milliseconds. */
const LOOK_BACK_MS = 24 * 3_600_000;
/** After GitHub did not answer. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Alerts owners and channel, once per run, about runs of the release workflow that no operation has started; and
 * answers runs that wait for Navi's App. It reads back to the first check, at most a day. An unreachable GitHub
 * raises no alarm: it is read again in a minute.
 */
export async function findForeignRuns(context: Context): Promise<JobOutcome> {
  const since = await watchedSince(context);
  const runs = await runsSince(context, since);
  if (runs === null)
    return { is: 'again', at: new Date(context.clock.now().getTime() + LOOK_AGAIN_MS).toISOString() };
  if (runs.length === 0) return { is: 'over' };
  const { reconcile, write } = context.settings.deadlines;
  const within = { skewMs: CLOCK_SKEW_MS, lateMs: reconcile + write };
  for (const run of foreignRuns(runs, await readDispatches(context, since), within))
    await report(context, run);
  await enqueueAnswers(context, runs);
  return { is: 'over' };
}

/** ISO. The first check starts the watch: earlier runs raise no alarm. */
async function watchedSince({ store, clock }: Context): Promise<string> {
  const now = clock.now();
  const { subject } = FOREIGN_RUNS;
  const began = await store.transaction(async (tx) => {
    const first = (await tx.journal.of(subject)).find(({ authentic }) => authentic);
    if (first === undefined)
      tx.journal.append({
        subject,
        event: 'runs-watched',
        actor: { is: 'navi' },
        planHash: null,
        details: {},
      });
    return Date.parse(first?.row.at ?? now.toISOString());
  });
  return new Date(Math.max(began, now.getTime() - LOOK_BACK_MS)).toISOString();
}

/** Null where GitHub did not answer. */
async function runsSince({ scm, settings, telemetry }: Context, since: string): Promise<Run[] | null> {
  try {
    return await scm.runsSince({ workflow: settings.repository.workflow, since });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    telemetry.warn('the search for foreign runs failed', { problem: error.facts.problem });
    return null;
  }
}

async function readDispatches({ store, scm }: Context, since: string): Promise<Dispatches[]> {
  const read = await store.transaction(async (tx) => {
    const operations = [...(await tx.operations.open()), ...(await tx.operations.endedSince(since))];
    return Promise.all(operations.map((one) => dispatchesOf(tx, one)));
  });
  return Promise.all(
    read.map(async (one) => {
      // The claim says which run is ours, but it is read only where GitHub's answer was lost.
      const claim = one.intents.length > one.answered ? await scm.claim(one.operation) : undefined;
      const run = claim === undefined ? null : runOfClaim(claim.claim);
      return run === null ? one : { ...one, runs: [...one.runs, run] };
    }),
  );
}

async function dispatchesOf(tx: Tx, { id, plan: { content } }: Operation): Promise<Dispatches> {
  const rows = (await tx.journal.of({ kind: 'operation', id })).flatMap(({ row, authentic }) =>
    authentic ? [row] : [],
  );
  const about = (event: JournalRow['event']) =>
    rows.filter((row) => row.event === event && row.details['step'] === dispatch.kind);
  const answered = about('step-sent').flatMap(runsIn);
  return {
    operation: id,
    at: releaseContent.is(content) ? { tag: tagOf(content.version), commit: content.commit } : null,
    runs: [...answered, ...about('step-done').flatMap(runsIn)],
    intents: about('step-intended').map((row) => row.at),
    answered: answered.length,
  };
}

/** The run in a step's state: from the write's answer or from a later read. */
function runsIn({ details }: JournalRow): number[] {
  const runs = ['sent', 'evidence'].map((part) => fieldOf(fieldOf(details['state'], part), 'run'));
  return runs.flatMap((run) => (typeof run === 'number' ? [run] : []));
}

function fieldOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

/** Once per run, across all processes. */
async function report({ store, clock, settings }: Context, run: Run): Promise<void> {
  const at = clock.now().toISOString();
  const subject = { kind: 'workflow-run', id: String(run.id) };
  await store.transaction(async (tx) => {
    const rows = await tx.journal.of(subject);
    const isReported = rows.some(({ row, authentic }) => authentic && row.event === 'foreign-run');
    if (isReported) return;
    const { actor, branch, commit, event, url, createdAt } = run;
    tx.journal.append({
      subject,
      event: 'foreign-run',
      actor: { is: 'navi' },
      planHash: null,
      details: { actor, branch, commit, event, url, createdAt },
    });
    await enqueueNotice(tx, {
      subject,
      text: `Run ${run.id} of the release workflow was not started by Navi. ${actor} started it (${event}) on ${branch} at ${commit.slice(0, 7)}: ${url}\nWhat it publishes was not approved. Cancel it on GitHub, unless you know why it runs.`,
      level: 'warn',
      whom: 'owners',
      channel: settings.slack.channel,
      key: `foreign-run:${run.id}`,
      at,
    });
  });
}

/** Without a webhook, this finds runs that wait for Navi's App. */
async function enqueueAnswers({ store, clock }: Context, runs: readonly Run[]): Promise<void> {
  const waiting = runs.filter(({ status }) => status === 'waiting');
  const at = clock.now().toISOString();
  await store.transaction(async (tx) => {
    for (const { id } of waiting)
      await enqueueJob(tx, {
        kind: 'answer-deployment',
        subject: { kind: 'workflow-run', id: String(id) },
        at,
      });
  });
}

export default defineJob({
  name: 'find-foreign-runs',
  payload: SCHEDULED,
  schedule: {
    name: 'foreign-runs',
    usual: { every: '1m' },
    why: 'When Navi checks for runs of the release workflow that it did not start',
  },
  run: findForeignRuns,
});
