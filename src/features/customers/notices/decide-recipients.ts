import { type Customer, type CustomerChannel, isOn, loadsText } from '../../../domain/customer.ts';
import type { NoticeRecipient, NoticeTopic } from '../../../domain/notice.ts';
import { fillTemplate } from '../../../domain/notice-template.ts';
import { releaseLineOf, tagOf } from '../../../domain/version.ts';
import { addressFor } from '../decide-seen.ts';
import type { Exposure } from '../loads/decide-exposure.ts';

/** What the text of a notice is made of. */
export interface NoticeContent {
  topic: NoticeTopic;
  /** Its first line is the subject. */
  template: string;
  version: string;
  on: string;
  /** Such as `awell-health/navi`. */
  product: string;
  owner: string;
  /** What changes, and how to migrate; from the repository. Empty where the topic has none. */
  changes: string;
  migration: string | null;
  /** The sender's own words; null for none. */
  says: string | null;
  /** The date that an earlier notice has named; null for a first notice. */
  corrects: string | null;
  /** The version that a rollback went back to; null for none. */
  restored: string | null;
  /**
   * Who loaded the version of a rollback or an emergency, or still loads something older than the one of a reminder, by
   * customer; empty for other topics.
   */
  exposures: ReadonlyMap<string, Exposure>;
}

/** The stored contacts that the file lists. */
export interface KnownContact {
  id: string;
  customer: string;
  digest: string;
  isListed: boolean;
  secret: { salt: string; address: string } | null;
}

/** Each customer of the notice's audience, with why and with the text that is sent to them. */
export function decideRecipients(
  customers: readonly Customer[],
  contacts: readonly KnownContact[],
  content: NoticeContent,
): NoticeRecipient[] {
  return customers
    .filter((one) => isAddressed(one, content))
    .flatMap((customer): NoticeRecipient[] => {
      const own = contacts.filter(
        (one) =>
          one.customer === customer.id &&
          one.isListed &&
          customer.contacts.some(({ email }) => email === addressFor(one, one)),
      );
      const common = {
        ...{ customer: customer.id, why: whyOf(customer, content), zone: customer.zone },
        ...{ channel: customer.channel.is, ...textFor(customer, content) },
      };
      if (customer.channel.is !== 'e-mail')
        return [{ ...common, ...placeOf(customer.channel), id: customer.id, contact: null }];
      return own.map(({ id, digest }, nth) => ({
        ...common,
        id: nth === 0 ? customer.id : `${customer.id}-${nth + 1}`,
        contact: { id, digest },
      }));
    });
}

/** The shared channel is part of what is reviewed. */
function placeOf(place: CustomerChannel): Pick<NoticeRecipient, 'slack'> {
  if (place.is !== 'slack-connect') return {};
  const { channel, team } = place;
  return { slack: { channel, team } };
}

/**
 * A prerelease is for the audience `early-access`. A rollback and an emergency concern who loaded that version, or may have:
 * who is not known to load another counts, unless it is proved that they did not. A reminder is for all who are not known to have
 * moved.
 */
export function isAddressed(
  customer: Customer,
  { topic, version, exposures }: Pick<NoticeContent, 'topic' | 'version' | 'exposures'>,
): boolean {
  if (topic === 'release' || topic === 'custom') return true;
  if (topic === 'prerelease') return customer.tags.includes('early-access');
  const exposure = exposures.get(customer.id);
  if (topic === 'reminder') return exposure?.is !== 'unexposed';
  if (exposure?.is === 'loaded') return true;
  if (exposure?.is === 'unexposed') return false;
  const { loads } = customer;
  return loads.is === 'version'
    ? loads.version === version
    : isOn(customer, releaseLineOf(version)) !== false;
}

function whyOf(customer: Customer, { topic, exposures }: NoticeContent): string {
  const exposure = exposures.get(customer.id);
  if (exposure === undefined) return loadsText(customer);
  const unproved = topic === 'reminder' ? 'may load an older one: ' : 'may have loaded it: ';
  const proof = exposure.is === 'not-proved' ? unproved : '';
  return `${loadsText(customer)}; ${proof}${exposure.text}`;
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

function textFor(customer: Customer, content: NoticeContent): { subject: string; text: string } {
  const { version, on, product, owner, changes, migration, says, corrects, restored } = content;
  const { subject, text } = fillTemplate(content.template, {
    ...{ on, product, owner, changes, customer: customer.name, version: tagOf(version) },
    ...{ says: says ?? '', migration: migration ?? '', loads: pagesLoad(customer) },
    restored: restored === null ? '' : tagOf(restored),
    correction:
      corrects === null
        ? ''
        : `This corrects our earlier notice, which named ${corrects}. What stands here is valid.`,
  });
  return { subject: corrects === null ? subject : `Correction: ${subject}`, text };
}
