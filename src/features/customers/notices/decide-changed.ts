import type { Customer } from '../../../domain/customer.ts';
import { canonical } from '../../../domain/json.ts';
import type { NoticeRecipient, NoticeTopic } from '../../../domain/notice.ts';
import type { Exposure } from '../loads/decide-exposure.ts';
import { decideRecipients, type KnownContact } from './decide-recipients.ts';

interface Audience {
  topic: NoticeTopic;
  version: string;
  /** Ids of customers whom the reviewed draft left out, because their pages did not load the version. */
  leftOut: readonly string[];
}

/** Ids of the customers who are added, gone, or notified elsewhere than was reviewed: who loads what is not asked again. */
export function decideChanged(
  reviewed: readonly NoticeRecipient[],
  { customers, contacts }: { customers: readonly Customer[]; contacts: readonly KnownContact[] },
  { topic, version, leftOut }: Audience,
): string[] {
  const exposures = new Map<string, Exposure>([
    ...leftOut.map((id) => [id, { is: 'unexposed', text: '' }] as const),
    ...reviewed.map(({ customer }) => [customer, { is: 'loaded', text: '' }] as const),
  ]);
  const now = decideRecipients(customers, contacts, { ...NO_TEXT, topic, version, exposures });
  const ids = new Set([...reviewed, ...now].map(({ customer }) => customer));
  return [...ids].filter((id) => placesOf(reviewed, id) !== placesOf(now, id));
}

const NO_TEXT = {
  ...{ template: '', on: '', product: '', owner: '', changes: '' },
  ...{ migration: null, says: null, corrects: null, restored: null },
};

/** Where the messages of a customer go, and what the file says that they load. */
function placesOf(recipients: readonly NoticeRecipient[], id: string): string {
  const own = recipients
    .filter(({ customer }) => customer === id)
    .map(({ channel, slack, contact, zone, why }) =>
      canonical({ channel, slack: slack ?? null, contact, zone, loads: why.split('; ')[0] ?? '' }),
    );
  return canonical(own.toSorted());
}
