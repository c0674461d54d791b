import { CHANNEL_WORDS } from '../../../domain/customer.ts';
import { INVISIBLE } from '../../../domain/invisible.ts';
import type { Message } from '../../../domain/message.ts';
import {
  type Delivery,
  deliveryText,
  digestOf,
  isSettled,
  type Notice,
  shortDigest,
} from '../../../domain/notice.ts';
import type { Context } from '../../../engine/context.ts';
import { unknownId } from './refused.ts';
import { noNotice } from './review.ts';

const PAGE = 50;

export interface ShowAsk {
  version: string;
  /** One customer, whose text is shown. */
  customer: string | null;
  page: number;
  isProof: boolean;
  isCsv: boolean;
}

/** The notice of a version: its state and each recipient with why, or what one customer gets. No address is in it. */
export async function showNotice({ store }: Pick<Context, 'store'>, ask: ShowAsk): Promise<Message> {
  const found = await store.transaction(async (tx) => {
    const notice = await tx.notices.current(ask.version);
    return notice && { notice, deliveries: await tx.notices.deliveries(notice.id) };
  });
  if (found === undefined) return noNotice(ask.version);
  const { notice, deliveries } = found;
  if (ask.isProof) return { is: 'line', text: proofText(notice, deliveries), level: 'info' };
  if (ask.isCsv) return { is: 'line', text: csvText(deliveries), level: 'info' };
  if (ask.customer !== null) return preview(deliveries, { ...ask, customer: ask.customer });
  return { is: 'line', text: listText(notice, deliveries, ask.page), level: 'info' };
}

function listText(notice: Notice, deliveries: readonly Delivery[], page: number): string {
  const from = (page - 1) * PAGE;
  const shown = deliveries.slice(from, from + PAGE);
  const pages = Math.ceil(deliveries.length / PAGE);
  const owed = deliveries.filter(({ state }) => !isSettled(state)).length;
  return [
    `${notice.id}: v${notice.version} on ${notice.on}, ${notice.kind}, ${stateText(notice)}; digest ${shortDigest(notice)}`,
    `${deliveries.length - owed} of ${deliveries.length} recipients were notified or waived`,
    ...shown.map(
      ({ recipient, ...delivery }) =>
        `${recipient.id}: ${deliveryText(delivery)} (${CHANNEL_WORDS[recipient.channel]}; ${recipient.why})`,
    ),
    ...(pages > 1 ? [`Page ${page} of ${pages}: --page ${page < pages ? page + 1 : 1}`] : []),
    ...nextTexts(notice, deliveries),
  ].join('\n');
}

/** What people do with recipients that wait for them, once the notice is being sent. */
function nextTexts({ version, state }: Notice, deliveries: readonly Delivery[]): string[] {
  if (state.is !== 'sending' && state.is !== 'given') return [];
  const isBack = ({ state: { is } }: Delivery) => is === 'refused' || is === 'bounced';
  const word = (name: string, text = '') => `/navi notice ${name} v${version} <recipient>${text}`;
  return [
    ...(deliveries.some(({ state: { is } }) => is === 'unknown')
      ? [`Unknown: ${word('arrived', ' "the proof"')}, or ${word('again')}`]
      : []),
    ...(deliveries.some(isBack)
      ? [`Refused or bounced: correct the address and draft it again, or ${word('again')}`]
      : []),
    ...(deliveries.some((one) => isBack(one) || isForPerson(one))
      ? [`By a person: ${word('by-hand', ' "the proof"')}, or ${word('waive', ' "the reason"')}`]
      : []),
  ];
}

/** A customer whom a person tells, and who was not told yet. */
function isForPerson({ recipient, state }: Delivery): boolean {
  return recipient.channel === 'by-hand' && !isSettled(state);
}

function stateText({ state }: Notice): string {
  switch (state.is) {
    case 'drafted':
      return 'drafted, not reviewed';
    case 'reviewed':
      return `reviewed by ${state.reviewer}, not sent`;
    case 'sending':
      return `reviewed by ${state.reviewer}, being sent since ${state.at}`;
    case 'given':
      return `reviewed by ${state.reviewer}, given since ${state.at}`;
    case 'replaced':
      return `replaced by ${state.by}`;
  }
}

function preview(
  deliveries: readonly Delivery[],
  { version, customer }: { version: string; customer: string },
): Message {
  const found = deliveries.find(({ recipient }) => recipient.customer === customer);
  if (found === undefined)
    return unknownId(`The notice has no recipient of "${customer}".`, {
      typed: customer,
      ids: [...new Set(deliveries.map(({ recipient }) => recipient.customer))],
      list: `/navi notice show v${version}`,
    });
  return {
    is: 'line',
    text: `Subject: ${found.recipient.subject}\n${found.recipient.text}`,
    level: 'info',
  };
}

/** What begins a formula, in full width too, after blanks. */
const FORMULA = /^\s*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/;

/**
 * One cell: what a spreadsheet would take for a formula begins with an apostrophe. Invisible characters go first,
 * because a terminal leaves them out, and a formula would begin behind them.
 */
export function cell(text: string): string {
  const shown = text.replace(INVISIBLE, ' ').trimEnd();
  return `"${FORMULA.test(shown) ? "'" : ''}${shown.replaceAll('"', '""')}"`;
}

/** Every recipient, for a spreadsheet. */
function csvText(deliveries: readonly Delivery[]): string {
  const rows = deliveries.map(({ recipient, ...delivery }) => [
    ...[recipient.id, recipient.customer, CHANNEL_WORDS[recipient.channel], recipient.why],
    ...[delivery.state.is, deliveryText(delivery)],
  ]);
  return [['recipient', 'customer', 'channel', 'why', 'state', 'answer'], ...rows]
    .map((row) => row.map(cell).join(','))
    .join('\n');
}

/** One file with all that proves the notice; addresses are there by their digest. */
function proofText(notice: Notice, deliveries: readonly Delivery[]): string {
  return JSON.stringify({ digest: digestOf(notice), notice, deliveries }, null, 1);
}
