import type { FakeClock } from '../harness/fakes/clock.ts';

const ANSWER_STEP_MS = 100;

/** Time passes for a caller that waits for an answer: a click waits until its card is known. */
export async function passing<T>(clock: FakeClock, answer: Promise<T>): Promise<T> {
  const over = answer.then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([over, settled()]))) await clock.advance(ANSWER_STEP_MS);
  return answer;
}

/** Lets everything that is ready run, without moving any time. */
async function settled(): Promise<boolean> {
  for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
  return false;
}
