import type { Card } from '../../../../domain/message.ts';
import { askedElsewhere, type Operation } from '../../../../domain/operation.ts';
import { ROLE_NAMES } from '../../../../domain/person.ts';
import { leastPeople, treeText } from '../../../../domain/role-tree.ts';
import { STATE_WORDS } from '../../../../domain/state-words.ts';
import { OPERATIONS } from '../../../../features/operations.ts';
import type { Viewing } from '../blocks.ts';
import { code, link, mention, outside, when } from '../text.ts';

/** The icon before the headline: the state's own once a release has ended or is paused, else the kind's. */
export function sign({ plan, state }: Operation): string {
  const { icon, keepsIcon } = OPERATIONS.wordsOf(plan.content);
  if (keepsIcon) return icon;
  return state.is === 'awaiting-approval' || state.is === 'running' ? icon : STATE_WORDS[state.is].icon;
}

/** The state of the operation, and who must act, in one or two lines. The outcome's line has the reasons. */
export function stateLine(card: Card, view: Viewing): string {
  const { icon, word } = STATE_WORDS[card.state];
  return `${icon} *${word}*${circumstances(card, view)}`;
}

function circumstances(card: Card, view: Viewing): string {
  const { state } = card.operation;
  const at = (iso: string) => when(iso, view);
  switch (state.is) {
    case 'awaiting-approval':
      return `${needs(card)}${approvers(card)}`;
    case 'running':
      return whileRunning(card, view) ?? ` since ${at(state.since)}`;
    case 'stopped': {
      const step = card.steps.find(({ id }) => id === state.step);
      return ` at "${outside(step?.title ?? state.step, 80)}" since ${at(state.since)}`;
    }
    case 'replaced':
      return ` ${at(state.at)} by ${code(state.successor)}`;
    case 'superseded':
      return ` ${at(state.at)} by ${code(state.by)}`;
    default:
      return ` ${at(state.at)}`;
  }
}

/** A person must act outside Slack, or the rollback has only cleanup left. */
function whileRunning({ operation, state }: Card, view: Viewing): string | undefined {
  const asked = askedElsewhere(operation);
  if (asked !== undefined)
    return ` since ${when(asked.since, view)}: ${outside(asked.who, 200)} ${link(asked.url, outside(asked.what, 100))}`;
  return state === 'rolled-back' ? '. Tidying up' : undefined;
}

function needs({ operation }: Card): string {
  const rule = operation.plan.content.approval;
  if (rule.is === 'none') return '';
  const roles = rule.roles.map((role) => ROLE_NAMES[role].one).join(' or ');
  if (rule.is === 'confirm') return `: needs confirmation from ${roles}`;
  if (rule.covers !== undefined) {
    const more = rule.n - leastPeople(rule.covers);
    return `: needs approval from ${treeText(rule.covers)}${more > 0 ? ` and ${more} more` : ''} (not the requester)`;
  }
  const count = `${rule.n} ${rule.n === 1 ? 'approval' : 'approvals'}`;
  const article = /^[aeiou]/i.test(roles) ? 'an' : 'a';
  return `: needs ${count} from ${article} ${roles}${rule.notRequester ? ' (not the requester)' : ''}`;
}

function approvers({ asks }: Card): string {
  const named = asks
    .slice(0, 10)
    .map(mention)
    .filter((one) => one !== '')
    .join(' ');
  return named === '' ? '' : `\nApprovers: ${named}`;
}
