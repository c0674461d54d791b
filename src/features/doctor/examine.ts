import { type CheckRow, worstFirst } from '../../domain/check.ts';
import type { Message } from '../../domain/message.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Check, CheckContext } from '../../engine/define-check.ts';

/** Shows the results of all checks, or of the named one, the failed first. Changes nothing. */
export type Doctor = (only: string | null) => Promise<Message>;

/**
 * How long a result is shown instead of a new run, in milliseconds. A run of all checks makes about sixty calls, a
 * dozen of them to GitHub, which allows 5,000 an hour (docs.github.com, "Rate limits for the REST API"): at most 720 of
 * these are the doctor's.
 */
const FRESH_MS = 60_000;

/** A check that was begun, and when (milliseconds). */
interface Begun {
  at: number;
  row: Promise<CheckRow>;
}

/** The doctor of this process. It runs each check once a minute at most, however many people ask. */
export function createDoctor(context: CheckContext, checks: readonly Check[]): Doctor {
  const begun = new Map<string, Begun>();
  const resultOf = (check: Check): Begun => {
    const known = begun.get(check.name);
    const at = context.clock.now().getTime();
    // A result from the future: the clock was set back.
    if (known !== undefined && known.at <= at && at - known.at < FRESH_MS) return known;
    const anew = { at, row: check.run(context) };
    begun.set(check.name, anew);
    return anew;
  };
  return async (only) => {
    const wanted = only === null ? checks : checks.filter(({ name }) => name === only);
    if (wanted.length === 0) return unknownCheck(only ?? '', checks);
    const results = wanted.map(resultOf);
    const oldest = Math.min(...results.map(({ at }) => at));
    const ageSeconds = Math.round((context.clock.now().getTime() - oldest) / 1_000);
    const rows = worstFirst(await Promise.all(results.map(({ row }) => row)));
    return { is: 'doctor', rows, at: new Date(oldest).toISOString(), ageSeconds };
  };
}

function unknownCheck(typed: string, checks: readonly Check[]): Message {
  const names = checks.map(({ name }) => name).join(', ');
  const problem = `There is no check "${typed.slice(0, 60)}". The checks are: ${names}.`;
  const refusal = refuse({ code: 'usage', command: 'doctor', problem, usage: 'doctor [check]' });
  return { is: 'refusal', refusal, asked: 'doctor' };
}
