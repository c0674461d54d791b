import { answerFor, type DeploymentAnswer, type OpenRelease } from '../../../domain/deployment-answer.ts';
import type { JournalEntry } from '../../../domain/journal.ts';
import { canonical } from '../../../domain/json.ts';
import type { Operation } from '../../../domain/operation.ts';
import type { PendingDeployment, Run } from '../../../domain/run.ts';
import type { Context } from '../../../engine/context.ts';
import { defineJob, NOTHING } from '../../../engine/define-job.ts';
import { findTampering } from '../../../engine/guard.ts';
import { enqueueNotice } from '../../../engine/save.ts';
import { ServiceError } from '../../../ports/service-error.ts';
import type { JobOutcome } from '../../../ports/tables/jobs.ts';
import { approvedRunOf } from '../plans/approved-run.ts';

const ASK_AGAIN_MS = 15_000;

/**
 * Answers for Navi's App where it is a protection rule of an environment that a run waits for. Nothing from the
 * webhook is trusted: run, environment and claim are read. An answer is journalled before it is sent. It is safe to
 * repeat, because the pending deployments are read first. Throws `ServiceError`, and then runs again.
 */
export async function answerDeployment(context: Context, id: string): Promise<JobOutcome> {
  const run = await context.scm.run(Number(id));
  if (run === undefined || run.status === 'completed') return { is: 'over' };
  const asked = await askedOf(context, await context.scm.pendingDeployments(run.id));
  if (asked.length === 0) return { is: 'over' };
  const answer = answerFor(run, await readReleases(context));
  if (answer.is === 'later') return again(context);
  for (const environment of asked) await send(context, run, { answer, environment });
  return { is: 'over' };
}

function again({ clock }: Context): JobOutcome {
  return { is: 'again', at: new Date(clock.now().getTime() + ASK_AGAIN_MS).toISOString() };
}

/** Those of these environments that have Navi's App as a rule. Where Navi may not read them, it is not a rule. */
async function askedOf(
  { scm, telemetry }: Context,
  pending: readonly PendingDeployment[],
): Promise<string[]> {
  const names = [...new Set(pending.map(({ environment }) => environment))];
  try {
    const rules = await Promise.all(names.map((name) => scm.environment(name)));
    return rules.flatMap((one) => (one?.navi === 'is-a-rule' ? [one.name] : []));
  } catch (error) {
    if (!(error instanceof ServiceError) || error.facts.kind !== 'refused') throw error;
    telemetry.warn('an environment may not be read', { problem: error.facts.problem });
    return [];
  }
}

async function readReleases(context: Context): Promise<OpenRelease[]> {
  const open = await context.store.transaction((tx) => tx.operations.open());
  const read = await Promise.all(open.map((one) => readRelease(context, one)));
  return read.filter((one) => one !== undefined);
}

/** Undefined for a rollback, which has no run. */
async function readRelease(context: Context, operation: Operation): Promise<OpenRelease | undefined> {
  const { id, state, plan } = operation;
  const approved = approvedRunOf(plan);
  if (approved === undefined) return undefined;
  const [head, tampering] = await Promise.all([context.scm.claim(id), findTampering(context, operation)]);
  return { operation: id, state: state.is, approved, head, tampering };
}

interface Sending {
  answer: Exclude<DeploymentAnswer, { is: 'later' }>;
  environment: string;
}

async function send(context: Context, run: Run, { answer, environment }: Sending): Promise<void> {
  await journalOnce(context, run, { answer, environment });
  try {
    const { requestIds } = await context.scm.answerDeployment({
      run: run.id,
      environment,
      state: answer.is,
      comment: answer.why,
    });
    if (requestIds !== undefined) await journalAnswer(context, run, { environment, requestIds });
  } catch (error) {
    if (!(error instanceof ServiceError) || error.facts.kind !== 'refused') throw error;
    // The deployment no longer waits: it was answered elsewhere, or the run has ended.
    if (error.facts.status !== 422) await enqueueRefused(context, run, error);
  }
}

async function journalAnswer(
  { store }: Context,
  run: Run,
  { environment, requestIds }: { environment: string; requestIds: readonly string[] },
): Promise<void> {
  await store.transaction(async (tx) =>
    tx.journal.append({
      subject: { kind: 'workflow-run', id: String(run.id) },
      event: 'request-answered',
      actor: { is: 'navi' },
      planHash: null,
      details: { call: 'answerDeployment', environment },
      requestIds,
    }),
  );
}

/** One journal row per answer, however often it is sent. */
async function journalOnce(context: Context, run: Run, { answer, environment }: Sending): Promise<void> {
  const waiting = (await context.scm.jobs(run.id)).filter(({ status }) => status === 'waiting');
  const entry: JournalEntry = {
    subject: { kind: 'workflow-run', id: String(run.id) },
    event: 'deployment-answered',
    actor: { is: 'navi' },
    planHash: null,
    details: {
      environment,
      answer: answer.is,
      why: answer.why,
      operation: answer.operation,
      attempt: run.attempt,
      jobs: waiting.map(({ name }) => name),
    },
  };
  await context.store.transaction(async (tx) => {
    const last = (await tx.journal.of(entry.subject)).findLast(
      ({ row, authentic }) => authentic && row.event === entry.event,
    )?.row.details;
    if (last === undefined || canonical(last) !== canonical(entry.details)) tx.journal.append(entry);
  });
}

async function enqueueRefused(context: Context, run: Run, { facts }: ServiceError): Promise<void> {
  const at = context.clock.now().toISOString();
  await context.store.transaction((tx) =>
    enqueueNotice(tx, {
      subject: { kind: 'workflow-run', id: String(run.id) },
      text: `GitHub refused Navi's approval of run ${run.id} (${facts.problem}), so the run still waits: ${run.url} Give Navi's App the permission Deployments: write.`,
      level: 'bad',
      whom: 'owners',
      channel: context.settings.slack.channel,
      key: `deployment-refused:${run.id}`,
      at,
    }),
  );
}

export default defineJob({
  name: 'answer-deployment',
  payload: NOTHING,
  run: (context, { subject }) => answerDeployment(context, subject.id),
});
