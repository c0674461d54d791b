import type { JournalRow } from '../../domain/journal.ts';
import { canonical } from '../../domain/json.ts';
import { TOKEN, type TokenProblem } from '../../domain/pairing.ts';
import type { Caller, Person } from '../../domain/person.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';
import { hashOf } from './hash.ts';

/** How long Slack may take to report a deactivated account. A rollback must not wait for it. Milliseconds. */
const STANDING_MS = 2_000;

/** The person of a terminal's token, or why the token proves no person. `null`: it has none. */
export type Proof = { is: 'person'; caller: Caller } | { is: 'unproven'; problem: TokenProblem | null };

/**
 * Verifies a token. It counts by its authentic journal row, unless revoked, even if that row was deleted after this
 * process read it. Its person must be in the configuration and be a full member in Slack. A Slack that does not
 * answer in time changes nothing.
 */
export async function proveTerminal(context: Context, token: string | undefined): Promise<Proof> {
  if (token === undefined || token === '') return { is: 'unproven', problem: null };
  if (!TOKEN.test(token)) return { is: 'unproven', problem: 'unknown' };
  const now = context.clock.now().toISOString();
  await context.record.catchUp();
  const found = await context.store.transaction((tx) => lookUp(tx, context, { hash: hashOf(token), now }));
  if ('problem' in found) return { is: 'unproven', problem: found.problem };
  const person = context.settings.people.find(({ id }) => id === found.person);
  if (person === undefined) return { is: 'unproven', problem: 'not-listed' };
  if (await isDeactivated(context, person)) return { is: 'unproven', problem: 'deactivated' };
  return { is: 'person', caller: { is: 'person', person, account: found.id, how: 'terminal-token' } };
}

async function lookUp(
  tx: Tx,
  { record: reader }: Context,
  { hash, now }: { hash: string; now: string },
): Promise<{ id: string; person: string } | { problem: TokenProblem }> {
  const token = await tx.terminals.token({ hash });
  if (token === undefined) return { problem: 'unknown' };
  const rows = await tx.journal.of({ kind: 'token', id: token.id });
  if (rows.some(({ row }) => row.event === 'token-revoked')) return { problem: 'revoked' };
  // Rows that this process has read count, even if they were deleted since.
  const { record } = await reader.readOn(tx);
  if (record.items.get(`token:${token.id}`)?.get('hash') !== canonical(hash))
    return { problem: 'not-in-record' };
  const issued = rows.find(({ row, authentic }) => authentic && isIssueOf(row, hash))?.row;
  const { person, expiresAt } = issued?.details ?? {};
  if (typeof person !== 'string' || typeof expiresAt !== 'string') return { problem: 'not-in-record' };
  return expiresAt <= now ? { problem: 'expired' } : { id: token.id, person };
}

function isIssueOf({ event, details }: JournalRow, hash: string): boolean {
  return event === 'token-issued' && details['hash'] === hash;
}

async function isDeactivated(context: Context, person: Person): Promise<boolean> {
  if (person.slack === undefined) return true;
  const over = new AbortController();
  const late = context.clock.wait(STANDING_MS, over.signal).then(() => undefined);
  const standing = context.directory.standing(person.slack).catch(() => undefined);
  try {
    return (await Promise.race([standing, late]))?.is === 'stranger';
  } finally {
    over.abort();
  }
}
