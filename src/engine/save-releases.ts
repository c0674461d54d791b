import type { Operation } from '../domain/operation.ts';
import type { Release } from '../domain/release.ts';
import { whenApproved, whenDone, whenEnded } from '../domain/release-record.ts';
import type { Tx } from '../ports/store.ts';

/**
 * Updates the releases table in the transaction of the change that explains it. Every change of a release's row goes
 * through here.
 */
export async function saveReleases(
  tx: Tx,
  releaseLine: string,
  decide: (known: readonly Release[]) => readonly Release[],
): Promise<void> {
  for (const release of decide(await tx.releases.ofReleaseLine(releaseLine))) await tx.releases.save(release);
}

/** Notes that the release of this commit was approved. */
export async function saveApproved(
  tx: Tx,
  operation: Operation,
  { commit, at }: { commit: string; at: string },
): Promise<void> {
  await saveReleases(tx, releaseLineOf(operation), (known) => whenApproved(operation, known, { commit, at }));
}

/** What is live now, as a step has read it back. */
export async function saveLive(
  tx: Tx,
  operation: Operation,
  done: Parameters<typeof whenDone>[1],
): Promise<void> {
  if (done.changes.length === 0) return;
  await saveReleases(tx, releaseLineOf(operation), (known) => whenDone(operation, done, known));
}

/** Saves that a release has ended at this time, if it has. */
export async function saveEnded(tx: Tx, operation: Operation, at: string): Promise<void> {
  if (operation.finishedAt !== at) return;
  await saveReleases(tx, releaseLineOf(operation), (known) => whenEnded(operation, known, at));
}

function releaseLineOf({ plan }: Operation): string {
  return plan.content.line;
}
