import { runOfClaim } from '../../../domain/claim.ts';
import { type Receipt, together } from '../../../ports/receipt.ts';
import type { Scm } from '../../../ports/scm.ts';
import { requestIdsOf, ServiceError } from '../../../ports/service-error.ts';

/** The run of an operation that may write no more. `run` is the dispatched one, if known. */
export interface EndingRun {
  operation: string;
  run: number | null;
}

/** How long a run may take to obey a cancel before it is forced. Milliseconds. */
const FORCE_AFTER_MS = 60_000;

/**
 * The state of a run's end. *Claimed*: its claim is not revoked yet. *Going*: it is revoked, and the run has not
 * ended; only a bound run may still finish what it has started. *Ended*: `run` is null where no run is known.
 */
export type RunEnd =
  | { is: 'claimed' }
  | { is: 'going'; run: number; isBound: boolean }
  | { is: 'ended'; run: number | null; how: string };

/** Reads the claim, and the run that bound it, else the dispatched one. Throws `ServiceError`. */
export async function lookAtEnd(scm: Scm, { operation, run: dispatched }: EndingRun): Promise<RunEnd> {
  const head = await scm.claim(operation);
  if (head?.claim.state !== 'revoked') return { is: 'claimed' };
  const bound = runOfClaim(head.claim);
  const id = bound ?? dispatched;
  if (id === null) return { is: 'ended', run: null, how: 'never bound' };
  const run = await scm.run(id);
  if (run !== undefined && run.status !== 'completed')
    return { is: 'going', run: id, isBound: bound !== null };
  return { is: 'ended', run: id, how: run === undefined ? 'gone' : (run.conclusion ?? 'ended') };
}

/**
 * Revokes the claim first, so that no command of the run starts a write, and then cancels the run. Both are safe to
 * repeat: a revoked claim and an ended run do not change. Returns the run that was cancelled. Throws `ServiceError`.
 */
export async function pushToEnd(
  scm: Scm,
  { operation, run: dispatched }: EndingRun,
  { reason, date, waitedMs }: { reason: string; date: string; waitedMs: number },
): Promise<{ run: number | null } & Receipt> {
  const { run: bound, ...revoked } = await scm.revokeClaim({ operation, reason, date });
  const run = bound ?? dispatched;
  if (run === null) return { run, ...revoked };
  const ended = await unlessEnded(scm[cancelAt(waitedMs)](run));
  return { run, ...together([revoked, ended]) };
}

/** The call that ends a run at this time. */
export function cancelAt(waitedMs: number): 'cancelRun' | 'forceCancelRun' {
  return waitedMs >= FORCE_AFTER_MS ? 'forceCancelRun' : 'cancelRun';
}

/** A run that has ended by itself is the wanted result; so is one that GitHub no longer knows. */
async function unlessEnded(cancelled: Promise<Receipt>): Promise<Receipt> {
  try {
    return await cancelled;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { kind, status } = error.facts;
    if (kind !== 'conflict' && status !== 404) throw error;
    return requestIdsOf(error);
  }
}
