import { stateWords } from '../state-words.ts';
import { type Catalogue, everyone, oneOf } from './catalogue.ts';

/** Choices whose button has another name than their id. */
const CHOICES: Readonly<Record<string, string | undefined>> = {
  abandon: 'cancel',
  retract: 'withdraw',
  replan: 're-plan remaining steps',
};

const SEE_CARD = 'Open its card to see what happened.';

/** Why a person cannot decide this, here, or on this plan. */
export const OF_DECISIONS = {
  'permission-missing': ({ roles, people }) => ({
    text: `Only ${everyone(roles)} can do this.`,
    who: oneOf(people),
    next: ask(people, 'Ask an owner of Navi to give you the role in the configuration.'),
  }),
  'approver-role-missing': ({ roles, people, isRequester }) => ({
    text: isRequester
      ? 'You requested this release, and you are not an approver.'
      : `Only ${everyone(roles)} can decide on this plan.`,
    who: oneOf(people),
    next: ask(people, 'Ask an owner of Navi to list an approver in the configuration.'),
  }),
  'approver-is-requester': ({ people }) => ({
    text: 'You requested this release, so another approver has to decide.',
    who: oneOf(people),
    next: `${ask(people, 'Ask an owner of Navi to list another approver.')} To take the request back, press Withdraw.`,
  }),
  'approver-is-author': ({ people }) => ({
    text: 'You are the only author of these commits, so another approver has to decide.',
    who: oneOf(people),
    next: ask(people, 'Ask an owner of Navi to list another approver.'),
  }),
  'role-too-new': ({ role, people }) => ({
    text: `Your role ${role} is new, so it does not count yet (approvals.newRolesCountAfter).`,
    who: oneOf(people),
    next: ask(people, 'Wait until then.'),
  }),
  'approval-not-needed': () => ({
    text: 'This plan needs no approval: it runs by itself.',
    who: null,
    next: 'Open its card to see the progress.',
  }),
  'not-the-requester': ({ requester }) => ({
    text: `Only the requester, ${requester}, can withdraw it.`,
    who: requester,
    next: 'An approver can reject it instead.',
  }),
  'operation-unknown': ({ operation }) => ({
    text: `Navi knows no operation ${operation}.`,
    who: null,
    next: 'Type /navi status to see what is in progress.',
  }),
  'already-decided': ({ operation, state }) => ({
    text: `${operation} is already decided (${stateWords(state).word}). Nothing was changed.`,
    who: null,
    next: SEE_CARD,
  }),
  'plan-outdated': ({ operation, revision, current }) => ({
    text: `You saw revision ${revision} of ${operation}; it is now at revision ${current}.`,
    who: null,
    next: 'Read the card again, then decide.',
  }),
  'plan-differs': ({ operation, given, current }) => ({
    text: `The plan of ${operation} is ${current}, not ${given.slice(0, 64)}.`,
    who: null,
    next: 'Read that plan, then type the first eight digits of its hash; status shows them.',
  }),
  'plan-changed': ({ operation, changes }) => ({
    text: `The facts behind ${operation} have changed: ${changes.join('; ')}.`,
    who: null,
    next: 'Read the new revision on its card, then decide.',
  }),
  'plan-expired': ({ version }) => ({
    text: `The plan for v${version} has expired.`,
    who: null,
    next: `Press Plan again, or type /navi release v${version}.`,
  }),
  'alert-unknown': ({ alert }) => ({
    text: `Navi knows no alert ${alert.slice(0, 64)}.`,
    who: null,
    next: 'Type /navi alerts to list the alerts.',
  }),
  'alert-over': ({ alert }) => ({
    text: `The alert ${alert} is over. Nothing was changed.`,
    who: null,
    next: 'Type /navi alerts to list the alerts.',
  }),
  'not-adoptable': ({ what }) => ({
    text: `This cannot be adopted: ${what}.`,
    who: null,
    next: 'Put it back, roll back, or release again.',
  }),
  'not-put-back': ({ surface, why }) => ({
    text: `${surface} is not put back: ${why}.`,
    who: null,
    next: 'Type /navi drift to see what differs now. A rollback to another version still works.',
  }),
  'card-not-ours': () => ({
    text: 'This button is not on a card that Navi posted, so Navi ignored the click.',
    who: null,
    next: 'Use the card in the release channel; /navi status shows what is in progress.',
  }),
  'card-being-posted': () => ({
    text: 'This card was posted a moment ago and is not ready, so the click did nothing.',
    who: null,
    next: 'Press the button again in a moment.',
  }),
  'use-the-card': ({ operation }) => ({
    text: `In Slack, decide on ${operation} on its card: the card shows what it is about.`,
    who: null,
    next: 'Use the buttons of its card; this command is for the terminal.',
  }),
  'choice-not-offered': ({ operation, choice }) => ({
    text: `${operation} does not offer "${CHOICES[choice] ?? choice}" now.`,
    who: null,
    next: 'Open its card to see what it offers.',
  }),
} satisfies Partial<Catalogue>;

function ask(people: readonly string[], otherwise: string): string {
  const named = oneOf(people);
  return named === null ? otherwise : `Ask ${named}.`;
}
