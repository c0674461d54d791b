import type { Card } from '../../../domain/message.ts';
import { askedElsewhere, type Operation } from '../../../domain/operation.ts';
import { isGivenBack, watchEnd } from '../../../features/rollback/watch.ts';
import type { Viewing } from '../blocks.ts';
import { code, link, mention, outside, when } from '../text.ts';

/** The sign in front of the headline; the state's own line has the words. A rollback is known by its own, whatever its state. */
export function sign(operation: Operation): string {
  if (operation.kind === 'rollback') return '⏪';
  if (operation.kind === 'stop') return '🛑';
  switch (operation.state.is) {
    case 'awaiting-approval':
    case 'running':
      return '🚀';
    case 'stopped':
      return operation.state.how === 'held' ? '✋' : '❌';
    case 'done':
      return '✅';
    case 'rejected':
    case 'abandoned':
      return '⛔';
    case 'cancelled':
      return '🛑';
    case 'retracted':
    case 'replaced':
    case 'expired':
    case 'superseded':
      return '💤';
  }
}

/** Where the operation stands, and who is asked to act, in one or two lines. The outcome's line has the reasons. */
export function stateLine(card: Card, view: Viewing): string {
  const { state } = card.operation;
  const at = (iso: string) => when(iso, view);
  const asks = card.asks
    .slice(0, 10)
    .map(mention)
    .filter((one) => one !== '')
    .join(' ');
  const asked = asks === '' ? '' : `\nAsked to act: ${asks}`;
  switch (state.is) {
    case 'awaiting-approval':
      return `⏸️ *Waits for approval*${by(card)}${asked}`;
    case 'running': {
      const asked = askedElsewhere(card.operation);
      if (asked !== undefined)
        return `🙋 *Waits for a person on GitHub* since ${at(asked.since)}: ${outside(asked.who, 200)} ${link(asked.url, outside(asked.what, 100))}`;
      return isGivenBack(card.operation)
        ? `✅ *Given back*; Navi watches for late writes${watchUntil(card.operation, view)}`
        : `⏳ *Running* since ${at(state.since)}`;
    }
    case 'stopped':
      return `${state.how === 'held' ? '✋ *Held*' : '❌ *Failed*'} since ${at(state.since)} at ${code(state.step)}${asked}`;
    case 'done':
      return `✅ *Done* ${at(state.at)}`;
    case 'rejected':
      return `⛔ *Rejected* ${at(state.at)}`;
    case 'retracted':
      return `💤 *Retracted* ${at(state.at)}`;
    case 'replaced':
      return `💤 *Replaced* ${at(state.at)} by ${code(state.successor)}`;
    case 'expired':
      return `💤 *Expired* ${at(state.at)}`;
    case 'abandoned':
      return `⛔ *Abandoned* ${at(state.at)}`;
    case 'cancelled':
      return `🛑 *Stopped by a person* ${at(state.at)}`;
    case 'superseded':
      return `💤 *Superseded* ${at(state.at)} by ${code(state.by)}`;
  }
}

/** The watch's end, once it has begun. */
function watchUntil(operation: Operation, view: Viewing): string {
  const end = watchEnd(operation);
  return end === null ? '' : ` until ${when(end, { ...view, format: '{time}' })}`;
}

function by(card: Card): string {
  const rule = card.operation.plan.content.approval;
  if (rule.is === 'none') return '';
  const roles = rule.roles.map((role) => outside(role, 40)).join(' or ');
  if (rule.is === 'confirm') return ` by ${roles}`;
  return ` by ${rule.n} ${rule.n === 1 ? 'person' : 'people'} in the role ${roles}${rule.notRequester ? ', not the requester' : ''}`;
}
