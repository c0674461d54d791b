import { defineGate, type Finding, type GateFacts } from '../../../domain/gate.ts';
import type { BetaFacts } from '../../../domain/release-facts.ts';
import { isPrerelease, tagOf } from '../../../domain/version.ts';
import { kindOf } from '../change-kind.ts';

const DAY_MS = 86_400_000;
const MOST_NAMED = 5;

/** Before a minor and a major, people had days to try a beta of exactly this content. */
export const betaWasOut = defineGate({
  id: 'a beta was out',
  turns: ({ beta, settings }) =>
    beta?.is === 'same' && settings.release.betaDays !== null ? [endOf(beta, settings.release.betaDays)] : [],
  evaluate: (facts, at) => {
    const { betaDays } = facts.settings.release;
    if (facts.beta === undefined || betaDays === null || !asksForBeta(facts)) return [];
    return found(facts.beta, { asked: facts.asked, at, days: betaDays });
  },
});

/** Whether a release is of a kind that a beta comes before. */
export function asksForBeta(facts: Pick<GateFacts, 'asked' | 'releaseLine' | 'knownGood'>): boolean {
  return !isPrerelease(facts.asked) && kindOf(facts) !== 'patch';
}

function found(beta: BetaFacts, { asked, at, days }: { asked: string; at: string; days: number }): Finding {
  const next = `Type /navi release ${tagOf(asked)}-beta.1, or the next number; ${tagOf(asked)} may follow ${days} days after it.`;
  switch (beta.is) {
    case 'none':
      return block(
        `No beta of ${tagOf(asked)} was released, and people have to have ${days} days to try one.`,
        next,
      );
    case 'unknown':
      return block(
        `Whether a beta has the content of this commit is not known: ${beta.why}.`,
        'Ask again later.',
      );
    case 'other':
      return block(otherText(beta, { at, days }), next);
    case 'same': {
      const end = endOf(beta, days);
      if (at >= end)
        return {
          is: 'pass',
          evidence: `${tagOf(beta.version)} has the same content, and was out at ${beta.at}`,
        };
      return {
        ...block(
          `${tagOf(beta.version)} has the same content and is out since ${beta.at}: its ${days} days end at ${end}.`,
          `Ask again at ${end}.`,
        ),
        who: 'no action needed: it passes by itself',
      };
    }
  }
}

/** Which files differ, and how much of the days is lost. */
function otherText(
  { version, at: since, differs }: Extract<BetaFacts, { is: 'other' }>,
  { at, days }: { at: string; days: number },
): string {
  const named = differs.slice(0, MOST_NAMED).join(', ');
  const more = differs.length > MOST_NAMED ? ` and ${differs.length - MOST_NAMED} more` : '';
  const spent = Math.min(days, Math.floor((Date.parse(at) - Date.parse(since)) / DAY_MS));
  return `${tagOf(version)} has another content than this commit (${named}${more}): the ${days} days begin again, and ${spent} that have passed are lost.`;
}

function endOf({ at }: { at: string }, days: number): string {
  return new Date(Date.parse(at) + days * DAY_MS).toISOString();
}

function block(text: string, next: string): Extract<Finding, { text: string }> {
  return { is: 'block', text, who: 'those who may request a release', next };
}
