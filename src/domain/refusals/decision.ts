import { anyone, type Catalogue } from './catalogue.ts';

/** Why a person cannot decide this, here, or on this plan. */
export const OF_DECISIONS = {
  'permission-missing': ({ permission, roles }) => ({
    text: `You may not do this: "${permission}" needs the role ${roles.join(' or ')}.`,
    who: 'an owner of Navi',
    next: 'Ask somebody in that role, or ask for the role in the configuration.',
  }),
  'approver-role-missing': ({ roles }) => ({
    text: `Only ${roles.join(' or ')} may decide on this plan.`,
    who: roles.join(' or '),
    next: 'Ask one of them to look at the card.',
  }),
  'approver-is-requester': () => ({
    text: 'You asked for this release, so somebody else has to decide on it.',
    who: 'another approver',
    next: 'Ask another approver to look at the card; Retract takes it back.',
  }),
  'approval-not-needed': () => ({
    text: 'This plan needs no approval: it runs by itself.',
    who: 'nobody',
    next: 'Look at its card for how far it is.',
  }),
  'not-the-requester': ({ requester }) => ({
    text: `Only ${requester}, who asked for it, can retract it.`,
    who: requester,
    next: 'An approver can reject it instead.',
  }),
  'operation-unknown': ({ operation }) => ({
    text: `Navi knows no operation ${operation}.`,
    who: anyone,
    next: 'Type /navi status to see what is under way.',
  }),
  'already-decided': ({ operation, state }) => ({
    text: `${operation} is ${state} already, so this changed nothing.`,
    who: 'nobody',
    next: 'Look at its card for what happened.',
  }),
  'plan-outdated': ({ operation, revision, current }) => ({
    text: `You were looking at revision ${revision} of ${operation}; it is at revision ${current} now.`,
    who: anyone,
    next: 'Read the card again, then decide.',
  }),
  'plan-differs': ({ operation, given, current }) => ({
    text: `The plan of ${operation} is ${current}, not ${given.slice(0, 64)}.`,
    who: anyone,
    next: 'Read that plan, then decide on it by its first eight digits; status shows them.',
  }),
  'plan-changed': ({ operation, changes }) => ({
    text: `The facts behind ${operation} have changed: ${changes.join('; ')}.`,
    who: 'whoever may request a release',
    next: 'Press Plan again, or ask for the release again.',
  }),
  'plan-expired': ({ version }) => ({
    text: `The plan for v${version} has expired.`,
    who: 'whoever may request a release',
    next: `Press Plan again, or type /navi release v${version}.`,
  }),
  'card-not-ours': () => ({
    text: 'This button is not on a card that Navi posted here, so it was not believed.',
    who: 'nobody',
    next: 'Use the card in the release channel; /navi status shows what is under way.',
  }),
  'card-being-posted': () => ({
    text: 'This card has just been posted, and Navi does not know it yet, so the click did nothing.',
    who: 'nobody: it passes by itself',
    next: 'Press the button again in a moment.',
  }),
  'use-the-card': ({ operation }) => ({
    text: `In Slack ${operation} is decided on at its card, where it stands what the decision is about.`,
    who: anyone,
    next: 'Use the buttons of its card; these words are for the terminal.',
  }),
  'choice-not-offered': ({ operation, choice }) => ({
    text: `"${choice}" is not possible for ${operation} as it stands now.`,
    who: anyone,
    next: 'Read the card again: it shows what is possible.',
  }),
} satisfies Partial<Catalogue>;
