import type { Explained } from './message.ts';
import type { StrangerReason } from './person.ts';
import type { RefusalReason } from './refusal.ts';
import { anyone, type Catalogue } from './refusals/catalogue.ts';
import { OF_DECISIONS } from './refusals/decision.ts';
import { OF_EXISTING } from './refusals/existing.ts';
import { OF_PACKAGES } from './refusals/packages.ts';
import { OF_RECORD } from './refusals/record.ts';
import { OF_RELEASES } from './refusals/release.ts';
import { OF_ROLLBACKS } from './refusals/rollback.ts';
import { OF_SOURCE } from './refusals/source.ts';
import { OF_WAY_BACK } from './refusals/way-back.ts';

const STRANGERS: Record<StrangerReason, string> = {
  guest: 'guest accounts cannot use Navi',
  external: 'people from outside the organisation cannot use Navi',
  'foreign-team': 'people of another workspace cannot use Navi',
  bot: 'bots cannot use Navi',
  deactivated: 'this account is deactivated',
  unknown: 'Navi does not know this account',
  'no-token': 'this terminal has not proven who you are',
};

const CATALOGUE: Catalogue = {
  'unknown-command': ({ typed, meant }) => ({
    text: typed === '' ? 'No command was given.' : `There is no command "${typed}".`,
    who: anyone,
    next: meant === undefined ? 'Type /navi help to see what there is.' : `Did you mean /navi ${meant}?`,
  }),
  usage: ({ problem, usage, command }) => ({
    text: problem,
    who: anyone,
    next: `Usage: /navi ${usage}. More: /navi help ${command}`,
  }),
  stranger: ({ why }) => ({
    text: `Nothing was done: ${STRANGERS[why]}.`,
    who: 'an owner of Navi',
    next: 'Ask to be listed under people in the configuration.',
  }),
  'too-many-requests': ({ whose, lane, retryInSeconds }) => ({
    text:
      whose === 'person'
        ? 'You have asked for too much in a short time, so this was not done.'
        : 'Navi is asked for too much just now, so this was not done.',
    who: 'nobody: it passes by itself',
    next: `Try again in ${retryInSeconds} s.${lane === 'rollback' ? '' : ' /navi rollback has capacity of its own.'}`,
  }),
  'token-invalid': () => ({
    text: 'This terminal has not proven who you are.',
    who: anyone,
    next: 'Type npx navi login, and confirm its code in Slack.',
  }),
  'token-unknown': ({ id }) => ({
    text: `No token of yours has the id ${id}.`,
    who: anyone,
    next: 'Type /navi tokens to see them.',
  }),
  'code-unknown': () => ({
    text: 'No terminal waits with this code: it was mistyped, used, or is older than five minutes.',
    who: anyone,
    next: 'Type npx navi login again, and then the code that it shows.',
  }),
  'needs-the-bot': ({ command }) => ({
    text: `No bot runs, and without one "${command}" is not done: it could not be proven who asks.`,
    who: anyone,
    next: 'Start the bot. Without it there are status, history, audit and rollback.',
  }),
  'unproven-target': ({ target, knownGood }) => ({
    text: `Without proof of who asks Navi goes back to the known-good only${knownGood === null ? ', and there is none' : `, which is v${knownGood}`}; not to v${target}.`,
    who: 'whoever may roll back, with a paired terminal or in Slack',
    next:
      knownGood === null
        ? 'Type npx navi login, and confirm its code in Slack.'
        : `Type npx navi rollback v${knownGood}, or npx navi login first.`,
  }),
  'unproven-twice': ({ line, operation }) => ({
    text: `${line} was rolled back by ${operation}, without proof of who asked. Until that is confirmed ${line} takes no second one.`,
    who: 'whoever may roll back, with a paired terminal or in Slack',
    next: `Ask one of them to type /navi confirm ${operation}, or to roll back.`,
  }),
  'not-unproven': ({ operation }) => ({
    text: `${operation.slice(0, 60)} waits for no confirmation.`,
    who: 'nobody',
    next: 'Type /navi status to see what is under way.',
  }),
  'only-in-slack': ({ command }) => ({
    text: `"${command}" proves who you are, so it is only done in Slack.`,
    who: anyone,
    next: `Type /navi ${command} in Slack.`,
  }),
  'neighbour-unreadable': ({ neighbour, problem }) => ({
    text: `${neighbour} could not be read, so nothing was decided: ${problem}.`,
    who: 'nobody here: it may pass by itself',
    next: 'Try again in a minute; if it stays so, look at its status page and at its credential.',
  }),
  ...OF_RELEASES,
  ...OF_PACKAGES,
  ...OF_EXISTING,
  ...OF_SOURCE,
  ...OF_WAY_BACK,
  ...OF_ROLLBACKS,
  ...OF_DECISIONS,
  ...OF_RECORD,
};

/** A refusal's sentence, who can clear it, and the next thing to type or click. Plain text, not escaped. */
export function explain(reason: RefusalReason): Explained {
  const entry = CATALOGUE[reason.code] as (reason: RefusalReason) => Omit<Explained, 'code'>;
  return { code: reason.code, ...entry(reason) };
}
