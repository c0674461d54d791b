import { z } from 'zod';
import { defineStep } from '../../../engine/define-step.ts';
import type { Scm } from '../../../ports/scm.ts';
import { requestIdsOf, ServiceError } from '../../../ports/service-error.ts';
import { clockRow } from '../../surfaces/index.ts';
import { lookAtEnd, pushToEnd, type RunEnd } from './run-end.ts';

const Params = z.strictObject({
  /** Null while it is unknown which run it is, or whether there will be one. */
  run: z.number().nullable(),
  /** The release that started it. */
  operation: z.string(),
  workflow: z.string(),
  /** The run started later than this, ISO. */
  since: z.string(),
  /** What the release publishes, so that a run that was bound may still publish it; absent in old plans. */
  publishes: z
    .array(z.strictObject({ name: z.string(), version: z.string() }))
    .readonly()
    .exactOptional(),
});

/** The run of a release that is rolled back or stopped. */
export type RunToEnd = z.output<typeof Params>;

const POLL_MS = 2_000;
/** A right that GitHub takes away comes back by a person, so it is asked again less often. */
const REFUSED_MS = 30_000;
/**
 * People are called long before this by the job that ends the run; the pointer and `latest` do not wait for it.
 * Milliseconds.
 */
const LIMIT_MS = 24 * 3_600_000;

/**
 * Ends the workflow run of a release that is rolled back or stopped: revokes its claim, cancels the run, and waits
 * until a bound run has ended, because a command that read the claim before may still publish. A run that was not
 * bound can write nothing, so nothing waits for it. The step asks once; a job repeats until the run has ended.
 */
export const cancelRun = defineStep({
  kind: 'cancel-run',
  marks: [clockRow.of({ leg: 'npm', label: 'workflow run ended' })],
  params: Params,
  evidence: z.object({ run: z.number().exactOptional(), ended: z.string() }),
  sent: z.object({ run: z.number().exactOptional(), problem: z.string().exactOptional() }),
  title: ({ run }) =>
    run === null
      ? 'Revoke the claim and stop the workflow run'
      : `Revoke the claim and cancel workflow run ${run}`,
  summary: ({ run, ended }) => (run === undefined ? `no run: ${ended}` : `run ${run} ended: ${ended}`),
  deadline: () => LIMIT_MS,
  observe: async (params, { use, sent }) => {
    const wasAsked = sent !== null;
    const end = await endOrRefused(use.scm, params);
    switch (end.is) {
      case 'refused':
        return wasAsked
          ? {
              is: 'pending',
              expects: `GitHub to let Navi read it (${end.problem})`,
              askAgainInMs: REFUSED_MS,
            }
          : { is: 'absent', seen: { claim: 'not read' } };
      case 'claimed':
        return wasAsked
          ? { is: 'pending', expects: 'the claim to be revoked', askAgainInMs: POLL_MS }
          : { is: 'absent', seen: { claim: 'open or bound' } };
      case 'ended':
        return { is: 'ours', evidence: { ...(end.run === null ? {} : { run: end.run }), ended: end.how } };
      case 'going':
        if (!wasAsked) return { is: 'absent', seen: { claim: 'revoked' } };
        if (!end.isBound)
          return { is: 'ours', evidence: { run: end.run, ended: 'cancelled before its claim' } };
        return { is: 'pending', expects: `run ${end.run} to end`, askAgainInMs: POLL_MS };
    }
  },
  change: ({ run, operation }, { seen }) => ({
    before: { claim: seen?.claim ?? null, run },
    after: { claim: `refs/navi/${operation} revoked`, run: 'cancelled' },
  }),
  act: async (params, { use, operation, now }) => {
    const at = now.toISOString();
    const how = { reason: `${operation.id} takes the release back`, date: at, waitedMs: 0 };
    try {
      const { run, ...receipt } = await pushToEnd(use.scm, params, how);
      return { is: 'sent', evidence: run === null ? {} : { run }, ...receipt };
    } catch (error) {
      // The next observation reads the result; the job asks again.
      if (!(error instanceof ServiceError)) throw error;
      return { is: 'sent', evidence: { problem: error.facts.problem }, ...requestIdsOf(error) };
    }
  },
});

/** A refused read does not pause the rollback: the job that ends the run calls people, and the revoke is tried all the same. */
async function endOrRefused(
  scm: Scm,
  params: RunToEnd,
): Promise<RunEnd | { is: 'refused'; problem: string }> {
  try {
    return await lookAtEnd(scm, params);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { kind, problem } = error.facts;
    if (kind !== 'refused' && kind !== 'conflict') throw error;
    return { is: 'refused', problem };
  }
}
