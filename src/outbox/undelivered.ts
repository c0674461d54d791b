import type { UndeliveredRow } from '../domain/status-report.ts';
import type { Tx } from '../ports/store.ts';
import { problemOf, triesOf } from './due.ts';

/** The oldest messages of a backlog are enough. */
const MOST_ROWS = 200;
/** A single refusal may be temporary. */
const TRIES = 2;

/**
 * Messages that Slack refuses, by channel and reason: an archived channel, an invalid token, a channel that Navi is
 * not in.
 */
export async function undelivered(tx: Tx): Promise<UndeliveredRow[]> {
  const found = new Map<string, UndeliveredRow>();
  for (const row of await tx.outbox.undelivered(MOST_ROWS)) {
    const noted = problemOf(row);
    if (noted === undefined || row.about.is === 'page' || row.state === 'given-up' || triesOf(row) < TRIES)
      continue;
    const key = JSON.stringify([row.channel, noted.problem]);
    const known = found.get(key);
    const since = known !== undefined && known.since < noted.since ? known.since : noted.since;
    found.set(key, {
      channel: row.channel,
      problem: noted.problem,
      since,
      messages: (known?.messages ?? 0) + 1,
    });
  }
  return [...found.values()];
}
