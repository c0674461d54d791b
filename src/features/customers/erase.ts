import { actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import { whyNot } from '../../domain/permission.ts';
import type { Caller, Place } from '../../domain/person.ts';
import { type RefusalReason, refuse } from '../../domain/refusal.ts';
import type { Context } from '../../engine/context.ts';
import { unknownId } from './notices/refused.ts';

const TOKEN: RefusalReason = { code: 'token-invalid' };

/**
 * Deletes salt and address of a customer's contacts that the file does not list any more. The digest in the journal is
 * then of nothing that could be guessed.
 */
export async function eraseContacts(
  { store, settings }: Pick<Context, 'store' | 'settings'>,
  { customer, caller, place }: { customer: string; caller: Caller; place: Place },
): Promise<Message> {
  const denied = caller.is === 'unproven' ? TOKEN : whyNot(caller, 'tell-customers', settings);
  if (denied !== null) return { is: 'refusal', refusal: refuse(denied), asked: 'customers --erase' };
  return store.transaction(async (tx): Promise<Message> => {
    const contacts = await tx.customers.contacts();
    const own = contacts.filter((one) => one.customer === customer);
    if (own.length === 0)
      return unknownId(`Navi has no contact of "${customer}", and has erased nothing.`, {
        typed: customer,
        ids: [...new Set(contacts.map((one) => one.customer))],
        list: '/navi customers',
      });
    const erased = own.filter(({ isListed, secret }) => !isListed && secret !== null);
    const listed = own.filter(({ isListed }) => isListed).length;
    for (const contact of erased) await tx.customers.saveContact({ ...contact, secret: null });
    const still = listed === 0 ? '' : ` ${listed} that the customers file lists stay.`;
    if (erased.length === 0)
      return {
        is: 'line',
        text: `Navi has no address of ${customer} that the customers file does not list.${still}`,
        level: 'info',
      };
    tx.journal.append({
      subject: { kind: 'store', id: 'customers' },
      event: 'contacts-erased',
      actor: actorOf(caller, place),
      planHash: null,
      details: { customer, contacts: erased.map(({ id }) => id) },
    });
    return {
      is: 'line',
      text: `${erased.length} erased: salt and address are deleted, the proof of what was sent stays.${still}`,
      level: 'good',
    };
  });
}
