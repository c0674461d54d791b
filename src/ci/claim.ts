import type { Scm } from '../ports/scm.ts';

import { answerOf, type Mine } from './claim-rules.ts';
import { Approved, Checkout, Github, Run, readEnvironment } from './environment.ts';
import { githubOf, readMine, speaksProtocol } from './own-run.ts';
import { patiently, pauseOrThrow } from './patience.ts';
import { PipelineFailure, type Task } from './task.ts';

const Needs = Approved.extend(Checkout.shape).extend(Run.shape).extend(Github.shape);

/**
 * Binds the claim that Navi opened to this run. A repeated attempt of the bound run continues; any other run ends
 * here, before it has any effect.
 */
export async function claim(task: Task): Promise<void> {
  const given = readEnvironment(Needs, task.env);
  const scm = githubOf(given, task.writesApartMs);
  if (speaksProtocol(task.env)) await bind(scm, await readMine(scm, task.env));
  else await claimByTag(scm, given);
  const run = `run ${given.GITHUB_RUN_ID} (attempt ${given.GITHUB_RUN_ATTEMPT})`;
  task.say(`Operation ${given.NAVI_OPERATION} is bound to this run, ${run}.`);
  task.summarise(
    `Operation \`${given.NAVI_OPERATION}\`, v${given.NAVI_VERSION} at \`${given.GITHUB_SHA.slice(0, 7)}\``,
  );
}

/** After a conflict or an unknown result the claim is read again. */
async function bind(scm: Scm, mine: Mine): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = answerOf(await patiently(() => scm.claim(mine.operation)), mine);
    if (answer.is === 'no') throw new PipelineFailure(answer.problems);
    if (answer.is === 'mine') return;
    try {
      const { open, run } = mine;
      await scm.bindClaim({ open, approved: answer.approved, run, date: new Date().toISOString() });
      return;
    } catch (error) {
      await pauseOrThrow(error, attempt);
    }
  }
}

/** The claim of a workflow from before the protocol: a tag object that only one run can create. */
async function claimByTag(
  scm: Scm,
  given: { NAVI_OPERATION: string; GITHUB_RUN_ID: number; GITHUB_SHA: string },
): Promise<void> {
  const { NAVI_OPERATION: operation, GITHUB_RUN_ID: run, GITHUB_SHA: commit } = given;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await scm.createOldClaim({ operation, run, commit });
      return;
    } catch (error) {
      await pauseOrThrow(error, attempt);
      const found = await patiently(() => scm.claim(operation));
      if (found === undefined) continue;
      if (found.claim.state === 'old' && found.claim.run === run) return;
      const holder =
        found.claim.state === 'old' ? `run ${found.claim.run}` : `a claim that is ${found.claim.state}`;
      throw new PipelineFailure([
        `Operation ${operation} belongs to ${holder}; this run (${run}) ends before it has done anything.`,
      ]);
    }
  }
}
