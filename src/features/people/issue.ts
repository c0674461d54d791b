import type { JournalRow } from '../../domain/journal.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';
import type { Pairing } from '../../ports/tables/terminals.ts';
import { hashOf } from './hash.ts';

/** The answer to a terminal that asks whether it was confirmed. */
export type Asked =
  | { is: 'waiting' }
  | { is: 'gone' }
  | { is: 'issued'; token: string; person: string; expiresAt: string };

/**
 * Gives a confirmed terminal its token, once, if it asks from the address where it started. The journal names its
 * person; the state alone proves no person.
 */
export async function takeToken(
  context: Context,
  { secret, peer }: { secret: string; peer: string },
): Promise<Asked> {
  const token = `navi_${Buffer.from(context.ids.random(32)).toString('base64url')}`;
  const now = context.clock.now();
  const at = now.toISOString();
  return context.store.transaction(async (tx): Promise<Asked> => {
    const pairing = await tx.terminals.pairing({ secretHash: hashOf(secret) });
    if (pairing === undefined || pairing.peer !== peer || pairing.expiresAt <= at) return { is: 'gone' };
    if (!pairing.confirmed) return { is: 'waiting' };
    await tx.terminals.endPairing(pairing.id);
    const confirmation = await confirmationOf(tx, pairing);
    const person = context.settings.people.find(({ id }) => id === personOf(confirmation));
    if (confirmation === undefined || person === undefined) return { is: 'gone' };
    const issued = {
      id: pairing.id,
      hash: hashOf(token),
      person: person.id,
      machine: pairing.machine,
      issuedAt: at,
      expiresAt: new Date(now.getTime() + context.settings.terminal.tokenExpiresAfter).toISOString(),
    };
    await tx.terminals.addToken(issued);
    tx.journal.append({
      subject: { kind: 'token', id: issued.id },
      event: 'token-issued',
      actor: confirmation.actor,
      planHash: null,
      details: { hash: issued.hash, person: issued.person, peer, expiresAt: issued.expiresAt },
    });
    return { is: 'issued', token, person: person.name, expiresAt: issued.expiresAt };
  });
}

/** The authentic row that says who confirmed this terminal, unless it was revoked since. */
async function confirmationOf(tx: Tx, { id, secretHash }: Pairing): Promise<JournalRow | undefined> {
  const rows = await tx.journal.of({ kind: 'token', id });
  if (rows.some(({ row }) => row.event === 'token-revoked')) return undefined;
  const found = rows.find(
    ({ row, authentic }) =>
      authentic && row.event === 'terminal-paired' && row.details['secret'] === secretHash,
  );
  return found?.row;
}

function personOf(row: JournalRow | undefined): string | undefined {
  return row?.actor.is === 'person' && row.actor.how === 'slack' ? row.actor.person : undefined;
}
