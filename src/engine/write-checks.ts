import type { Wait, WriteCheck } from './context.ts';
import { type Run, traitsOf } from './save-step.ts';

/** What the operation waits for before it may write; null where it may. */
export async function waitBefore(run: Run, when: keyof WriteCheck): Promise<Wait | null> {
  if (traitsOf(run).takesBack === true) return null;
  for (const check of run.context.writeChecks) {
    const wait = (await check[when]?.(run.context, run.current)) ?? null;
    if (wait !== null) return wait;
  }
  return null;
}
