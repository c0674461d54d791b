import { z } from 'zod';
import { createGithub } from '../adapters/github/index.ts';
import { type ApprovedRun, CLAIM_PROTOCOL } from '../domain/claim.ts';
import type { Scm } from '../ports/scm.ts';
import { answerOf, type Mine } from './claim-rules.ts';
import { Approved, Checkout, Commit, Github, Run, readEnvironment } from './environment.ts';
import { CALL_DEADLINE_MS } from './limits.ts';
import { patiently } from './patience.ts';
import { PipelineFailure, PipelineMisuse } from './task.ts';

/** The workflow's `env` has the protocol's number, so that an empty claim does not lead back to the old rules. */
const Protocol = z.object({
  NAVI_CLAIM_PROTOCOL: z.coerce.number().int().optional(),
  NAVI_CLAIM: z.string().optional(),
});

/** GitHub's variables about the workflow file of a step (docs.github.com, "Variables reference"). */
const WorkflowFile = z.object({
  /** `owner/name/.github/workflows/release.yml@refs/tags/v1.2.0` */
  GITHUB_WORKFLOW_REF: z.string().regex(/^[^/]+\/[^/]+\/[^@]+@./, 'is not owner/name/path@ref'),
  GITHUB_WORKFLOW_SHA: Commit,
});

const Needs = Approved.extend(Checkout.shape)
  .extend(Run.shape)
  .extend(Github.shape)
  .extend(WorkflowFile.shape)
  .extend({ NAVI_CLAIM: Commit });

/** Whether the workflow speaks the claim's protocol. One from before it says neither a number nor a claim. */
export function speaksProtocol(env: NodeJS.ProcessEnv): boolean {
  const { NAVI_CLAIM_PROTOCOL: protocol, NAVI_CLAIM: claim } = readEnvironment(Protocol, env);
  if (protocol === undefined && claim === undefined) return false;
  if (protocol !== CLAIM_PROTOCOL)
    throw new PipelineMisuse([
      `NAVI_CLAIM_PROTOCOL is ${protocol ?? 'not set'}; this navi speaks ${CLAIM_PROTOCOL}. Use the navi of the same version as the workflow file.`,
    ]);
  return true;
}

export function githubOf(given: z.infer<typeof Github>, writesApartMs?: number): Scm {
  return createGithub({
    baseUrl: given.GITHUB_API_URL,
    auth: { token: given.GITHUB_TOKEN },
    repository: given.GITHUB_REPOSITORY,
    deadlineMs: CALL_DEADLINE_MS,
    ...(writesApartMs === undefined ? {} : { writesApartMs }),
  });
}

/** This run: with the blob of its workflow file, read at the commit from which GitHub took it. */
export async function readMine(scm: Scm, env: NodeJS.ProcessEnv): Promise<Mine> {
  const given = readEnvironment(Needs, env);
  const path = given.GITHUB_WORKFLOW_REF.replace(/^[^/]+\/[^/]+\//, '').replace(/@.*$/, '');
  const file = await patiently(() => scm.workflow(path, given.GITHUB_WORKFLOW_SHA));
  if (file === undefined)
    throw new PipelineFailure([
      `${path} is not there at ${given.GITHUB_WORKFLOW_SHA}, which this run is of.`,
    ]);
  return {
    operation: given.NAVI_OPERATION,
    version: given.NAVI_VERSION,
    open: given.NAVI_CLAIM,
    run: {
      id: given.GITHUB_RUN_ID,
      attempt: given.GITHUB_RUN_ATTEMPT,
      ref: given.GITHUB_REF,
      headSha: given.GITHUB_SHA,
      workflow: { path, blob: file.blob },
    },
  };
}

/** The approved content, and the run that may do it: this one. */
export interface OwnClaim {
  approved: ApprovedRun;
  mine: Mine;
}

/**
 * The approved content, where the claim is bound to this run and not revoked; every command that writes calls this
 * first. Undefined for a workflow from before the protocol. Throws {@link PipelineFailure} when this run must stop.
 */
export async function requireClaim(env: NodeJS.ProcessEnv): Promise<OwnClaim | undefined> {
  if (!speaksProtocol(env)) return undefined;
  const scm = githubOf(readEnvironment(Github, env));
  const mine = await readMine(scm, env);
  const answer = answerOf(await patiently(() => scm.claim(mine.operation)), mine);
  if (answer.is === 'mine') return { approved: answer.approved, mine };
  throw new PipelineFailure(
    answer.is === 'no' ? answer.problems : [`The claim of operation ${mine.operation} is not bound yet.`],
  );
}
