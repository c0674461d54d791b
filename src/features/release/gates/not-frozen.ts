import { NOT_FROZEN } from '../../../domain/break-glass.ts';
import { freezeText, frozenAt, frozenFor, nextFreeze, thawAfter } from '../../../domain/freeze.ts';
import { block, defineGate, type GateFacts } from '../../../domain/gate.ts';
import { namesIn } from '../../../domain/person.ts';
import { lackingForException } from '../approval-of.ts';

/** A freeze that begins within this time is noted on the plan. */
const SOON_MS = 24 * 3_600_000;

/** No freeze is in force, or the plan has an exception for it. */
export const notFrozen = defineGate({
  id: NOT_FROZEN,
  turns: ({ freezes }) => freezes.flatMap(({ from, until }) => [from, until]),
  evaluate: (facts, at) => {
    const { freezes, exception } = facts;
    const [first, ...more] = frozenFor(freezes, at, exception);
    if (first !== undefined) return frozen(facts, { at, inForce: [first, ...more] });
    const excepted = frozenAt(freezes, at).map(freezeText).join('; ');
    if (exception !== undefined)
      return {
        is: 'warn',
        evidence: `exception, with one more approver: ${exception.reason}${excepted === '' ? '' : ` (frozen: ${excepted})`}`,
      };
    const next = nextFreeze(freezes, at);
    if (next === undefined) return [];
    if (Date.parse(next.from) - Date.parse(at) > SOON_MS)
      return { is: 'pass', evidence: `the next freeze begins at ${next.from}` };
    return {
      is: 'warn',
      evidence: `a freeze begins at ${next.from} (${next.why}): the release finishes if the pointer has moved by then, else it waits until ${thawAfter(freezes, next.from)}`,
    };
  },
});

function frozen(facts: GateFacts, { at, inForce }: { at: string; inForce: ReturnType<typeof frozenAt> }) {
  const { settings, asked, freezes } = facts;
  const isSet = inForce.some(({ by }) => by !== null);
  return block({
    code: 'frozen',
    freezes: inForce.map(freezeText),
    until: thawAfter(freezes, at),
    lifters: isSet ? namesIn(settings.people, settings.permissions['roll-back']) : [],
    except: lackingForException(facts, settings) === null ? `release v${asked} --exception "…"` : null,
  });
}
