import { actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import { CODE_LENGTH, CODE_MS, codeFrom, machineName, readCode, shownCode } from '../../domain/pairing.ts';
import type { Caller, Person, Place } from '../../domain/person.ts';
import { type RefusalReason, refuse } from '../../domain/refusal.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';
import type { Pairing } from '../../ports/tables/terminals.ts';
import { hashOf } from './hash.ts';
import { enqueueToPerson, tellOfTerminal } from './report.ts';

/** How many pairings may wait, per address and in all. */
const MOST_OF_PEER = 5;
const MOST = 1_000;

export interface PairingAsk {
  peer: string;
  /** The machine's name, as it states it. */
  machine: string;
}

/** The answer to a terminal that starts a pairing: a code to show, and a secret that asks for the token. */
export type BegunPairing =
  | { is: 'begun'; code: string; secret: string; expiresAt: string }
  | { is: 'too-many' };

/** Starts a pairing. Only hashes of the code and of the secret are stored. */
export async function beginPairing(
  context: Context,
  { peer, machine: stated }: PairingAsk,
): Promise<BegunPairing> {
  const machine = machineName(stated);
  const code = freshCode(context);
  const secret = Buffer.from(context.ids.random(32)).toString('base64url');
  const now = context.clock.now();
  const expiresAt = new Date(now.getTime() + CODE_MS).toISOString();
  return context.store.transaction(async (tx) => {
    const { all, ofPeer } = await tx.terminals.tidyPairings(now.toISOString(), peer);
    if (ofPeer >= MOST_OF_PEER || all >= MOST) return { is: 'too-many' };
    await tx.terminals.addPairing({
      id: context.ids.operation('trm'),
      codeHash: hashOf(code),
      secretHash: hashOf(secret),
      peer,
      machine,
      askedAt: now.toISOString(),
      expiresAt,
      confirmed: false,
    });
    return { is: 'begun', code: shownCode(code), secret, expiresAt };
  });
}

function freshCode(context: Context): string {
  for (;;) {
    const code = codeFrom(context.ids.random(CODE_LENGTH * 4));
    if (code !== undefined) return code;
  }
}

/** The person who confirms a terminal, and where: in Slack only. */
interface Answering {
  caller: Caller;
  place: Place;
}

/** The form behind a code, or why there is none. */
export async function openPairing(
  context: Context,
  { code: typed, ...who }: Answering & { code: string },
): Promise<Message> {
  const person = answering(who);
  const code = readCode(typed);
  if ('refused' in person) return refusal(person.refused);
  if (code === undefined) return refusal({ code: 'code-unknown' });
  const now = context.clock.now().toISOString();
  return context.store.transaction(async (tx): Promise<Message> => {
    const pairing = await waiting(tx, { codeHash: hashOf(code) }, now);
    if (pairing === undefined) return refusal({ code: 'code-unknown' });
    const { id, peer, machine, askedAt, expiresAt } = pairing;
    return { is: 'pairing-form', form: { pairing: id, peer, machine, askedAt, expiresAt } };
  });
}

/** The confirmation: the terminal gets its token at its next request. The code is used up. */
export async function confirmPairing(
  context: Context,
  { pairing: id, ...who }: Answering & { pairing: string },
): Promise<Message> {
  const person = answering(who);
  if ('refused' in person) return refusal(person.refused);
  const now = context.clock.now().toISOString();
  return context.store.transaction(async (tx): Promise<Message> => {
    const pairing = await waiting(tx, { id }, now);
    if (pairing === undefined) return refusal({ code: 'code-unknown' });
    await tx.terminals.confirm(id);
    const { peer, machine, secretHash } = pairing;
    tx.journal.append({
      subject: { kind: 'token', id },
      event: 'terminal-paired',
      actor: actorOf(who.caller, who.place),
      planHash: null,
      details: { peer, machine, secret: secretHash },
    });
    const text = [
      `A terminal at ${peer} (machine name "${machine}") can now act as you. Navi tells you about each decision.`,
      `Not yours? Type /navi tokens revoke ${id}`,
    ].join('\n');
    await enqueueToPerson(tx, person, {
      terminal: id,
      text,
      level: 'warn',
      key: `terminal-paired:${id}`,
      at: now,
    });
    await tellOfTerminal(tx, context, {
      terminal: id,
      text: `${person.name} confirmed the code of a terminal (machine name "${machine}"): it can now act as ${person.name}. To revoke it: /navi tokens revoke ${id}`,
      key: `terminal-paired-post:${id}`,
      at: now,
    });
    return { is: 'line', text, level: 'warn' };
  });
}

async function waiting(
  tx: Tx,
  by: { id: string } | { codeHash: string },
  now: string,
): Promise<Pairing | undefined> {
  const pairing = await tx.terminals.pairing(by);
  return pairing === undefined || pairing.confirmed || pairing.expiresAt <= now ? undefined : pairing;
}

function answering({ caller, place }: Answering): Person | { refused: RefusalReason } {
  if (caller.is === 'stranger') return { refused: { code: 'stranger', why: caller.why } };
  if (caller.is === 'unproven') return { refused: { code: 'token-invalid' } };
  return place.is === 'slack' ? caller.person : { refused: { code: 'only-in-slack', command: 'pair' } };
}

function refusal(reason: RefusalReason): Message {
  return { is: 'refusal', refusal: refuse(reason), asked: 'pair' };
}
