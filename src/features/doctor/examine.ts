import { worstFirst } from '../../domain/check.ts';
import type { Message } from '../../domain/message.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Check, CheckContext } from '../../engine/define-check.ts';

/** Runs the checks, or the named one, and shows the failed first. Changes nothing. */
export type Doctor = (only: string | null) => Promise<Message>;

/**
 * The doctor of this process. Who asks while the same checks run gets their answer: a run makes dozens of calls, which
 * count against the limits of the services.
 */
export function createDoctor(context: CheckContext, checks: readonly Check[]): Doctor {
  const running = new Map<string, Promise<Message>>();
  return (only) => {
    const wanted = only === null ? checks : checks.filter(({ name }) => name === only);
    if (wanted.length === 0) return Promise.resolve(unknownCheck(only ?? '', checks));
    const key = only ?? '';
    const shared = running.get(key) ?? examine(context, wanted).finally(() => running.delete(key));
    running.set(key, shared);
    return shared;
  };
}

async function examine(context: CheckContext, wanted: readonly Check[]): Promise<Message> {
  const rows = await Promise.all(wanted.map((check) => check.run(context)));
  return { is: 'doctor', rows: worstFirst(rows), at: context.clock.now().toISOString() };
}

function unknownCheck(typed: string, checks: readonly Check[]): Message {
  const names = checks.map(({ name }) => name).join(', ');
  const problem = `There is no check "${typed.slice(0, 60)}". The checks are: ${names}.`;
  const refusal = refuse({ code: 'usage', command: 'doctor', problem, usage: 'doctor [check]' });
  return { is: 'refusal', refusal, asked: 'doctor' };
}
