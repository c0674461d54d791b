import { actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import { machineName } from '../../domain/pairing.ts';
import type { Caller, Person, Place } from '../../domain/person.ts';
import { type RefusalReason, refuse } from '../../domain/refusal.ts';
import type { Context } from '../../engine/context.ts';
import type { TerminalToken } from '../../ports/tables/terminals.ts';
import { tellOfTerminal } from './report.ts';

interface Asking {
  caller: Caller;
  place: Place;
}

/** Valid tokens: a person's own; for an owner, everyone's. */
export async function listTokens(context: Context, { caller }: Asking): Promise<Message> {
  if (caller.is !== 'person') return refusal({ code: 'token-invalid' });
  const now = context.clock.now().toISOString();
  const all = await context.store.transaction((tx) => tx.terminals.tokens());
  const shown = all.filter((one) => one.expiresAt > now && mayRevoke(caller.person, one));
  const lines = shown.map(
    ({ id, person, machine, issuedAt, expiresAt }) =>
      `${id} · ${nameOf(context, person)} · "${machineName(machine)}" · since ${issuedAt} · until ${expiresAt}`,
  );
  const text =
    lines.length === 0
      ? 'No terminal is paired. Type npx navi login in one.'
      : [...lines, 'To revoke one, type /navi tokens revoke and its id.'].join('\n');
  return { is: 'line', text, level: 'info' };
}

/** Revokes a token: a person may revoke their own, an owner any. `own` is the token that asks. */
export async function revokeToken(
  context: Context,
  { id: asked, caller, place }: Asking & { id: string | 'own' },
): Promise<Message> {
  if (caller.is !== 'person') return refusal({ code: 'token-invalid' });
  const id = asked === 'own' ? caller.account : asked;
  const answer = await context.store.transaction(async (tx): Promise<Message> => {
    const token = await tx.terminals.token({ id });
    const pairing = token === undefined ? await tx.terminals.pairing({ id }) : undefined;
    const isMine = token !== undefined && mayRevoke(caller.person, token);
    // Confirmed and not yet fetched: only the person who confirmed it knows its id.
    if (!isMine && pairing?.confirmed !== true)
      return refusal({ code: 'token-unknown', id: id.slice(0, 60) });
    await tx.terminals.removeToken(id);
    await tx.terminals.endPairing(id);
    tx.journal.append({
      subject: { kind: 'token', id },
      event: 'token-revoked',
      actor: actorOf(caller, place),
      planHash: null,
      details: { person: token?.person ?? caller.person.id },
    });
    await tellOfTerminal(tx, context, {
      terminal: id,
      text: `${caller.person.name} revoked the terminal ${id} of ${nameOf(context, token?.person ?? caller.person.id)}: it can no longer act as them.`,
      key: `token-revoked-post:${id}`,
      at: context.clock.now().toISOString(),
    });
    return { is: 'line', text: `${id} is revoked: its terminal can no longer act as you.`, level: 'good' };
  });
  // The row may be deleted later; the record keeps it.
  await context.record.catchUp();
  return answer;
}

function mayRevoke(person: Person, token: TerminalToken): boolean {
  return token.person === person.id || person.roles.includes('owner');
}

function nameOf(context: Context, id: string): string {
  return context.settings.people.find((one) => one.id === id)?.name ?? id;
}

function refusal(reason: RefusalReason): Message {
  return { is: 'refusal', refusal: refuse(reason), asked: 'tokens' };
}
