import { defineGate, type Finding } from '../../../domain/gate.ts';
import { daysAfter, localDate, startOfDay } from '../../../domain/notice-days.ts';
import type { CustomerNotice, NoticeFacts } from '../../../domain/notice-facts.ts';
import type { Person } from '../../../domain/person.ts';
import { tagOf } from '../../../domain/version.ts';
import { breaks } from '../change-kind.ts';

/** Customers are named one by one, up to so many. */
const MOST_NAMED = 20;
const MOST_CHANGES = 5;

/** Before a breaking release every customer was told, and has had time: the days count from the last acceptance. */
export const customersWereNotified = defineGate({
  id: 'customers were notified',
  turns: ({ notice, settings }) =>
    notice?.is === 'sent' ? turnsOf(notice, settings.customers.noticeDays, settings.monitoring.zone) : [],
  evaluate: (facts, at) => {
    const { asked, notice, settings, requester } = facts;
    if (notice === undefined || notice.is === 'not-set-up') return [];
    if (!breaks(facts)) return [];
    const tag = tagOf(asked);
    switch (notice.is) {
      case 'unreadable':
        return block(
          `The customers file is not valid, so who has to be notified of ${tag} is unknown: ${notice.problem}.`,
          'Type /navi customers to see each problem, and correct the file.',
        );
      case 'none':
        return block(
          `No notice of ${tag} was drafted; ${notice.customers} customers have to be notified.`,
          `Type /navi notice ${tag} --on <date>.`,
        );
      case 'drafted':
        return block(
          `The notice of ${tag} (${notice.id}) is ${notice.state} and not sent.`,
          notice.state === 'reviewed'
            ? `Type /navi notice send ${tag}.`
            : `Type /navi notice show ${tag}; a second person reviews it, then /navi notice send ${tag}.`,
        );
      case 'sent':
        return sent(notice, {
          ...{ tag, at, days: settings.customers.noticeDays, zone: settings.monitoring.zone },
          requester: settings.people.find(({ id }) => id === requester),
        });
    }
  },
});

/** When the date begins that customers were told, and when the days of each of them end. */
function turnsOf(
  { on, customers }: { on: string; customers: readonly CustomerNotice[] },
  days: number,
  zone: string,
): string[] {
  const ends = customers.flatMap((one) => (one.is === 'told' ? [daysAfter(one.at, days, one.zone)] : []));
  return [startOfDay(on, 0, zone), ...ends];
}

interface When {
  tag: string;
  at: string;
  days: number;
  zone: string;
  /** The person who asks for the release; undefined where they are not known. */
  requester: Pick<Person, 'id' | 'name'> | undefined;
}

function sent(
  { on, customers, untold }: Extract<NoticeFacts, { is: 'sent' }>,
  when: When,
): readonly Finding[] {
  const found = customers.flatMap((customer) => findingOf(customer, when) ?? []);
  const named = found.slice(0, MOST_NAMED);
  const rest = found.length - named.length;
  const early = localDate(when.at, when.zone) < on;
  const findings = [
    ...untoldFindings(untold, { on, tag: when.tag }),
    ...named,
    ...(rest > 0
      ? [block(`${rest} more customers wait.`, `Type /navi notice show ${when.tag} to see all.`)]
      : []),
    ...(early
      ? [
          block(
            `Customers expect that ${when.tag} is released on ${on}.`,
            `Release it then, or send a correction: /navi notice ${when.tag} --on <date>.`,
          ),
        ]
      : []),
  ];
  if (findings.length > 0) return findings;
  return [
    { is: 'pass', evidence: `${customers.length} customers were notified ${when.days} days ago or waived` },
  ];
}

/** What breaks since the notice: customers have to get a correction. */
function untoldFindings(untold: readonly string[], { on, tag }: { on: string; tag: string }): Finding[] {
  const named = untold.slice(0, MOST_CHANGES).map((one) => `"${one.slice(0, 200)}"`);
  const more = untold.length > MOST_CHANGES ? ` and ${untold.length - MOST_CHANGES} more` : '';
  if (named.length === 0) return [];
  return [
    block(
      `Customers were not notified of what breaks since the notice of ${tag}: ${named.join(', ')}${more}.`,
      `Draft a correction: /navi notice ${tag} --on ${on}.`,
    ),
  ];
}

function findingOf(customer: CustomerNotice, { tag, at, days, requester }: When): Finding | null {
  const { name, zone, owner } = customer;
  if (customer.is !== 'owed' && requester !== undefined && customer.confirmedBy?.includes(requester.id))
    return block(
      `${name} counts as ${customer.is === 'waived' ? 'waived' : 'notified by hand'} for ${tag}: this was confirmed by ${requester.name}, who asks for the release.`,
      `Another person asks for the release: /navi release ${tag}.`,
    );
  switch (customer.is) {
    case 'waived':
      return null;
    case 'owed':
      return block(
        `${name} was not notified of ${tag}: ${customer.why}.`,
        customer.recipient === null
          ? `Draft the notice again for everyone: /navi notice ${tag} --on <date>.`
          : `Type /navi notice show ${tag}, then again, by-hand or waive with the recipient ${customer.recipient}.`,
        owner,
      );
    case 'told': {
      const lawful = daysAfter(customer.at, days, zone);
      if (at >= lawful) return null;
      return block(
        `${name} was notified of ${tag} at ${customer.at}: their ${days} days end at ${lawful} (${zone}).`,
        `Ask again at ${lawful}.`,
        'no action needed: it passes by itself',
      );
    }
  }
}

function block(text: string, next: string, who = 'those who may tell customers'): Finding {
  return { is: 'block', text, who, next };
}
