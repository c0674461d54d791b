import { type Customer, loadsText } from '../../../domain/customer.ts';
import type { NoticeRecipient } from '../../../domain/notice.ts';

/** What the text of a notice is made of. */
export interface NoticeContent {
  version: string;
  on: string;
  /** Such as `awell-health/navi`. */
  product: string;
  owner: string;
  /** What changes, and how to migrate; from the repository. */
  changes: string;
  migration: string | null;
  /** The sender's own words; null for none. */
  says: string | null;
  /** The date that an earlier notice has named; null for a first notice. */
  corrects: string | null;
}

/** The stored contacts that the file lists. */
export interface KnownContact {
  id: string;
  customer: string;
  digest: string;
  isListed: boolean;
  secret: { address: string } | null;
}

/** Everyone on the customers file, each with why and with the text that is sent to them. */
export function decideRecipients(
  customers: readonly Customer[],
  contacts: readonly KnownContact[],
  content: NoticeContent,
): NoticeRecipient[] {
  return customers.flatMap((customer): NoticeRecipient[] => {
    const own = contacts.filter(
      (one) =>
        one.customer === customer.id &&
        one.isListed &&
        customer.contacts.some(({ email }) => email === one.secret?.address),
    );
    const common = {
      customer: customer.id,
      why: loadsText(customer),
      zone: customer.zone,
      channel: customer.channel.is,
      subject: subjectOf(content),
      text: textFor(customer, content),
    };
    if (customer.channel.is !== 'e-mail') return [{ ...common, id: customer.id, contact: null }];
    return own.map(({ id, digest }, nth) => ({
      ...common,
      id: nth === 0 ? customer.id : `${customer.id}-${nth + 1}`,
      contact: { id, digest },
    }));
  });
}

function pagesLoad({ loads }: Pick<Customer, 'loads'>): string {
  switch (loads.is) {
    case 'release-line':
      return `As far as we know, your pages load ${loads.releaseLine}.`;
    case 'version':
      return `As far as we know, your pages load v${loads.version}.`;
    case 'not-stated':
      return 'We do not know which version your pages load.';
  }
}

function subjectOf({ version, on, product, corrects }: NoticeContent): string {
  const what = `${product} v${version} is planned for ${on}`;
  return corrects === null ? what : `Correction: ${what}`;
}

function textFor(customer: Customer, content: NoticeContent): string {
  const { version, on, product, owner, changes, migration, says, corrects } = content;
  const correction =
    corrects === null
      ? []
      : [`This corrects our earlier notice, which named ${corrects}. What stands here is valid.`];
  return [
    `To ${customer.name}`,
    ...correction,
    ...(says === null ? [] : [says]),
    `v${version} of ${product} is planned for ${on}. It has breaking changes. ${pagesLoad(customer)}`,
    `What changes:\n\n${changes}`,
    ...(migration === null ? [] : [`How to migrate:\n\n${migration}`]),
    `Questions? Answer to this message: ${owner} looks after it.`,
  ].join('\n\n');
}
