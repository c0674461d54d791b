import { setTimeout as pause } from 'node:timers/promises';
import { POSTING, type Rate, TIER_2, TIER_3, TIER_4 } from '../../simulator/slack/web-api/rates.ts';
import { pairTerminal } from '../harness/world/pair.ts';
import { callsSince, type TimedCall } from './calls.ts';
import type { Figure } from './figures.ts';
import { fillStore } from './filled-store.ts';
import { LIMITS } from './limits.ts';
import type { Measure } from './measure.ts';
import { askNavi } from './navi-door.ts';
import { openStage, type Stage } from './stage.ts';

/** What Slack allows of each method that is counted by tier (docs.slack.dev, "Rate limits", and each method's page). */
const TIERS: Readonly<Record<string, Rate>> = {
  'chat.postMessage': POSTING,
  'chat.update': TIER_3,
  'chat.postEphemeral': TIER_4,
  'views.open': TIER_4,
  'views.update': TIER_4,
  'users.info': TIER_4,
  'usergroups.list': TIER_2,
  'usergroups.users.list': TIER_2,
  'conversations.info': TIER_3,
  'conversations.history': TIER_3,
  'conversations.replies': TIER_3,
};
const AT_ONCE = 3;
const MINUTE_MS = 60_000;
/** The last lines of a thread are said some seconds after the end. */
const SETTLING_MS = 10_000;
/** The jobs of a run take a second a step, so that the card has something to say. */
const PACE = { stepSeconds: 1, purgeSeconds: 2, edgeSeconds: 3, npmLagSeconds: 2 };

export const slackCalls: Measure = {
  name: 'slack-calls',
  summary: "calls to Slack for a whole release and for a rollback, beside what Slack's tiers allow",
  run: async ({ quick, say }) => {
    const stage = await openStage({ pace: { ...PACE, ...(quick ? { stepSeconds: 0 } : {}) } });
    try {
      // How often a card is edited depends on how many operations are open: the others wait for their approval.
      await fillStore(stage.variables, { finished: 0, open: AT_ONCE - 1 });
      await stage.navi.start();
      say('a release');
      const release = await callsOf(stage, async () => {
        await stage.beginRequest('v1.2.0');
        await stage.approve();
        await stage.cardSays(/done/i);
      });
      // An on-call engineer, who may roll back.
      const token = await pairTerminal(stage.variables['NAVI_URL'] ?? '', stage.door, 'U0CLEO');
      say('a rollback');
      const back = await callsOf(stage, async () => {
        await askNavi(stage.variables, 'rollback');
        await askNavi(stage.variables, 'rollback --yes', token);
        await stage.cardSays(/rolled back|back at|went back|is done/i);
      });
      return [...figuresOf('release', release), ...figuresOf('rollback', back)];
    } finally {
      await stage.close();
    }
  },
};

async function callsOf(stage: Stage, work: () => Promise<void>): Promise<TimedCall[]> {
  const begun = Date.now();
  await work();
  await pause(SETTLING_MS);
  return callsSince(stage.urls, ['slack'], begun);
}

function figuresOf(what: string, calls: readonly TimedCall[]): Figure[] {
  const methods = [...new Set(calls.map(({ method }) => method))].sort();
  const all: Figure = {
    what: `${what}: all calls`,
    navi: calls.length,
    peer: null,
    unit: 'calls',
    limit: null,
  };
  return [
    all,
    ...methods.map((method): Figure => {
      const mine = calls.filter((call) => call.method === method);
      const peak = busiestMinute(mine);
      const counted = {
        what: `${what}: ${method}, ${AT_ONCE} at once, busiest minute`,
        navi: peak * AT_ONCE,
        unit: 'calls' as const,
        note: `one: ${mine.length} in all${refusedOf(mine)}`,
      };
      const tier = TIERS[method];
      if (tier === undefined) return { ...counted, peer: null, limit: null };
      return {
        ...counted,
        peer: { name: 'allowed a minute', value: perMinute(tier) },
        limit: LIMITS.slackCalls.limit,
      };
    }),
  ];
}

function perMinute(rate: Rate): number {
  return 'perMinute' in rate ? rate.perMinute : rate.perSecond * 60;
}

/** The most calls that any minute held. */
function busiestMinute(calls: readonly TimedCall[]): number {
  const counts = calls.map(
    ({ from }) => calls.filter((other) => other.from >= from && other.from < from + MINUTE_MS).length,
  );
  return Math.max(0, ...counts);
}

function refusedOf(calls: readonly TimedCall[]): string {
  const refused = calls.filter(({ status }) => status === 429).length;
  return refused === 0 ? '' : `, ${refused} of them refused with 429`;
}
