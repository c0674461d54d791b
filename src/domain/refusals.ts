import type { Explained } from './message.ts';
import type { StrangerReason } from './person.ts';
import type { RefusalReason } from './refusal.ts';
import { type Catalogue, ON_CALL, oneOf } from './refusals/catalogue.ts';
import { OF_CUSTOMERS } from './refusals/customers.ts';
import { OF_DECISIONS } from './refusals/decision.ts';
import { OF_EXISTING } from './refusals/existing.ts';
import { OF_FREEZES } from './refusals/freeze.ts';
import { OF_PACKAGES } from './refusals/packages.ts';
import { OF_RECORD } from './refusals/record.ts';
import { OF_RELEASES } from './refusals/release.ts';
import { OF_ROLLBACKS } from './refusals/rollback.ts';
import { OF_SOURCE } from './refusals/source.ts';
import { OF_WAY_BACK } from './refusals/way-back.ts';
import { serviceName } from './service-names.ts';

const FULL_ACCOUNT = 'Ask a colleague with a full account in this workspace.';

const STRANGERS: Record<StrangerReason, { text: string; next: string }> = {
  guest: { text: 'Guests cannot use Navi.', next: FULL_ACCOUNT },
  external: { text: 'People outside the organisation cannot use Navi.', next: FULL_ACCOUNT },
  'foreign-team': { text: 'People of another workspace cannot use Navi.', next: FULL_ACCOUNT },
  bot: { text: 'Bots cannot use Navi.', next: FULL_ACCOUNT },
  deactivated: { text: 'This account is deactivated.', next: FULL_ACCOUNT },
  unknown: {
    text: 'Navi does not know this account.',
    next: 'Ask an owner of Navi to list you under people in the configuration.',
  },
  'no-token': {
    text: 'This terminal has not proven who you are.',
    next: 'Type npx navi login, and confirm its code in Slack.',
  },
};

const CATALOGUE: Catalogue = {
  'unknown-command': ({ typed, meant }) => ({
    text: typed === '' ? 'No command was given.' : `Unknown command "${typed}".`,
    who: null,
    next: meant === undefined ? 'Type /navi help to see the commands.' : `Did you mean /navi ${meant}?`,
  }),
  usage: ({ problem, usage, command }) => ({
    text: problem,
    who: null,
    next: `Usage: /navi ${usage}. More: /navi help ${command}`,
  }),
  stranger: ({ why, owners = [] }) => ({
    text: STRANGERS[why].text,
    who: null,
    next: STRANGERS[why].next.replace('an owner of Navi', oneOf(owners) ?? 'an owner of Navi'),
  }),
  'too-many-requests': ({ whose, budget, retryInSeconds }) => ({
    text: whose === 'person' ? 'Rate limited: you sent too many requests.' : 'Rate limited: Navi is busy.',
    who: null,
    next: `Try again in ${retryInSeconds} s.${budget === 'rollback' ? '' : ' /navi rollback has its own limit.'}`,
  }),
  'token-invalid': () => ({ ...STRANGERS['no-token'], who: null }),
  'token-unknown': ({ id }) => ({
    text: `You have no token with the id ${id}.`,
    who: null,
    next: 'Type /navi tokens to see your tokens.',
  }),
  'code-unknown': () => ({
    text: 'No terminal has this code: it is mistyped, used, or older than five minutes.',
    who: null,
    next: 'Type npx navi login again, then type the new code.',
  }),
  'needs-the-bot': ({ command }) => ({
    text: `"${command}" needs the bot, which is not running: without it Navi cannot prove who you are.`,
    who: null,
    next: 'Start the bot. Without it you can use status, history, audit and rollback.',
  }),
  'unproven-target': ({ target, knownGood }) => ({
    text: `Without proof of who you are, Navi rolls back to the known-good only (${knownGood === null ? 'there is none' : `v${knownGood}`}), not to v${target}.`,
    who: ON_CALL,
    next:
      knownGood === null
        ? 'Type npx navi login, and confirm its code in Slack.'
        : `Type npx navi rollback v${knownGood}, or npx navi login first.`,
  }),
  'unproven-twice': ({ line, operation }) => ({
    text: `${operation} rolled ${line} back without proof of who requested it. ${line} takes no second such rollback until that is confirmed.`,
    who: ON_CALL,
    next: `Ask an on-call engineer to type /navi confirm ${operation}, or to roll back.`,
  }),
  'not-unproven': ({ operation }) => ({
    text: `${operation.slice(0, 60)} is not waiting for confirmation.`,
    who: null,
    next: 'Type /navi status to see what is in progress.',
  }),
  'only-in-slack': ({ command }) => ({
    text: `"${command}" works in Slack only: it proves who you are.`,
    who: null,
    next: `Type /navi ${command} in Slack.`,
  }),
  'neighbour-unreadable': ({ service, problem }) => ({
    text: `${serviceName(service)} could not be read: ${problem}. Nothing was changed.`,
    who: null,
    next: 'Try again in a minute. If it persists, check its status page and its credential.',
  }),
  ...OF_RELEASES,
  ...OF_FREEZES,
  ...OF_PACKAGES,
  ...OF_EXISTING,
  ...OF_SOURCE,
  ...OF_WAY_BACK,
  ...OF_ROLLBACKS,
  ...OF_CUSTOMERS,
  ...OF_DECISIONS,
  ...OF_RECORD,
};

/** A refusal's sentence, who can clear it, and the next thing to type or click. Plain text, not escaped. */
export function explain(reason: RefusalReason): Explained {
  const entry = CATALOGUE[reason.code] as (reason: RefusalReason) => Omit<Explained, 'code'>;
  return { code: reason.code, ...entry(reason) };
}

/** Who can clear it, where the next step does not name them already; else null. */
export function clearedBy({ who, next }: Pick<Explained, 'who' | 'next'>): string | null {
  return who === null || next.includes(who) ? null : who;
}
