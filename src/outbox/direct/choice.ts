import { actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import type { Caller, Place } from '../../domain/person.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';

/** Whether this person wants direct messages about releases: their newest choice in the journal; by default yes. */
export async function wantsDirect(tx: Tx, person: string): Promise<boolean> {
  const rows = await tx.journal.of({ kind: 'person', id: person });
  const newest = rows.filter(({ row, authentic }) => authentic && row.event === 'direct-messages-set').at(-1);
  return newest?.row.details['on'] !== false;
}

/** The same for a caller; null for who has no choice. */
export async function directChoice(
  { store }: Pick<Context, 'store'>,
  caller: Caller,
): Promise<boolean | null> {
  if (caller.is !== 'person') return null;
  return store.transaction((tx) => wantsDirect(tx, caller.person.id));
}

export interface DirectAsk {
  /** `on` or `off`; undefined to see the choice. */
  choice: string | undefined;
  caller: Caller;
  place: Place;
}

/** `/navi messages`: a person's own choice; a repeat changes nothing. */
export async function chooseDirect(
  { store }: Pick<Context, 'store'>,
  { choice, caller, place }: DirectAsk,
): Promise<Message> {
  const refused = (reason: Parameters<typeof refuse>[0]): Message => ({
    is: 'refusal',
    refusal: refuse(reason),
    asked: 'messages',
  });
  if (caller.is !== 'person') return refused({ code: 'token-invalid' });
  if (choice !== undefined && choice !== 'on' && choice !== 'off')
    return refused({
      code: 'usage',
      command: 'messages',
      problem: `"${choice.slice(0, 40)}" is neither on nor off.`,
      usage: 'messages [on|off]',
    });
  return store.transaction(async (tx): Promise<Message> => {
    const { id } = caller.person;
    const before = await wantsDirect(tx, id);
    const on = choice === undefined ? before : choice === 'on';
    if (on !== before)
      tx.journal.append({
        subject: { kind: 'person', id },
        event: 'direct-messages-set',
        actor: actorOf(caller, place),
        planHash: null,
        details: { on },
      });
    const text = on
      ? 'Direct messages are on: Navi tells you when you are asked, and what becomes of your releases.'
      : 'Direct messages are off: the release channel and your App Home still show everything.';
    return { is: 'line', text, level: 'info' };
  });
}
