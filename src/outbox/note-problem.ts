import { subjectKey } from '../domain/subject.ts';
import type { Context } from '../engine/context.ts';
import type { ServiceError } from '../ports/service-error.ts';
import type { OutboxRow } from '../ports/tables/outbox.ts';
import { saveDelivery } from './delivery.ts';
import { LONGEST_PAUSE_MS, postedAsOf, problemOf, triesOf } from './due.ts';

export const FIRST_RETRY_MS = 1_000;

/** A failed delivery: rows whose fate is unclear become *unknown*, and all wait before the next attempt. */
export async function noteProblem(
  context: Context,
  { error, rows }: { error: ServiceError; rows: readonly OutboxRow[] },
): Promise<void> {
  const { kind, problem, retryAfterMs, code, requestId = null } = error.facts;
  const [about] = rows;
  context.telemetry.warn('delivery failed', {
    kind,
    problem,
    code: code ?? null,
    requestId,
    channel: about?.channel ?? null,
    about: about === undefined ? null : subjectKey(about.subject),
  });
  const fresh = await context.store.transaction((tx) =>
    Promise.all(rows.map((row) => tx.outbox.get(row.key))),
  );
  for (const row of fresh) {
    if (row === undefined || (row.state === 'sent' && row.delivered >= row.wanted)) continue;
    const attempts = row.attempts + 1;
    const tries = triesOf(row) + 1;
    const pause = Math.min(retryAfterMs ?? FIRST_RETRY_MS * 2 ** Math.min(tries, 6), LONGEST_PAUSE_MS);
    const lost = row.state === 'sending' && kind === 'unknown';
    const state = row.state === 'sending' ? (lost ? 'unknown' : 'pending') : row.state;
    // A refused post does not exist, so its lines may share another post.
    const postedAs = state === 'pending' ? null : postedAsOf(row);
    const noted = problemOf(row) ?? { since: context.clock.now().toISOString() };
    const note = {
      postedAs,
      tries,
      notBefore: later(context, pause),
      since: noted.since,
      problem: code ?? problem,
    };
    await saveDelivery(context, [row], { state, attempts: lost ? 0 : attempts, note });
  }
}

/** ISO */
export function later(context: Context, ms: number): string {
  return new Date(context.clock.now().getTime() + ms).toISOString();
}
