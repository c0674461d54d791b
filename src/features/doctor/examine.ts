import { type CheckRow, worstFirst } from '../../domain/check.ts';
import type { Message } from '../../domain/message.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Check, CheckContext } from '../../engine/define-check.ts';

interface Examining {
  /** The name of the only check to run; null for all. */
  only: string | null;
  /** Gets each result as it comes. */
  report?: ((row: CheckRow) => void) | undefined;
}

/** Runs the checks together and shows the failed first. Changes nothing. */
export async function examine(
  context: CheckContext,
  checks: readonly Check[],
  { only, report }: Examining,
): Promise<Message> {
  const wanted = only === null ? checks : checks.filter(({ name }) => name === only);
  if (wanted.length === 0) return unknownCheck(only ?? '', checks);
  const rows = await Promise.all(
    wanted.map(async (check) => {
      const row = await check.run(context);
      report?.(row);
      return row;
    }),
  );
  return { is: 'doctor', rows: worstFirst(rows), at: context.clock.now().toISOString() };
}

function unknownCheck(typed: string, checks: readonly Check[]): Message {
  const names = checks.map(({ name }) => name).join(', ');
  const problem = `There is no check "${typed.slice(0, 60)}". The checks are: ${names}.`;
  const refusal = refuse({ code: 'usage', command: 'doctor', problem, usage: 'doctor [check]' });
  return { is: 'refusal', refusal, asked: 'doctor' };
}
