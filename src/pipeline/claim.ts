import { createGithub } from '../integrations/github/index.ts';
import type { Scm } from '../ports/scm.ts';
import { Approved, Checkout, Github, Run, readEnvironment } from './environment.ts';
import { CALL_DEADLINE_MS } from './limits.ts';
import { patiently, pauseOrThrow } from './patience.ts';
import { PipelineFailure, type Task } from './task.ts';

const Needs = Approved.extend(Checkout.shape).extend(Run.shape).extend(Github.shape);

/**
 * Claims the operation for this run by creating `refs/navi/<operation>` (DESIGN §4.5, "dispatch"). A repeated attempt
 * of the same run goes on; any other run ends here, before it has done anything.
 */
export async function claim({ env, say, summarise }: Task): Promise<void> {
  const given = readEnvironment(Needs, env);
  const mine = { operation: given.NAVI_OPERATION, run: given.GITHUB_RUN_ID, commit: given.GITHUB_SHA };
  const scm = createGithub({
    baseUrl: given.GITHUB_API_URL,
    auth: { token: given.GITHUB_TOKEN },
    repository: given.GITHUB_REPOSITORY,
    deadlineMs: CALL_DEADLINE_MS,
  });
  const holder = await claimant(scm, mine);
  if (holder !== mine.run)
    throw new PipelineFailure([
      `Operation ${mine.operation} belongs to run ${holder}; this run (${mine.run}) ends before it has done anything.`,
    ]);
  say(
    `Operation ${mine.operation} is claimed by this run, ${mine.run} (attempt ${given.GITHUB_RUN_ATTEMPT}).`,
  );
  summarise(`Operation \`${mine.operation}\`, v${given.NAVI_VERSION} at \`${mine.commit.slice(0, 7)}\``);
}

/** The run that holds the claim after we asked for it. What became of an unanswered request is read, not guessed. */
async function claimant(scm: Scm, mine: Parameters<Scm['createClaim']>[0]): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await scm.createClaim(mine);
      return 'taken' in answer ? answer.taken : mine.run;
    } catch (error) {
      await pauseOrThrow(error, attempt);
      const found = await patiently(() => scm.claim(mine.operation));
      if (found !== undefined) return found.run;
    }
  }
}
