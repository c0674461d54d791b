import type { Clock } from '../../../ports/clock.ts';

/** Resolves when it is this account's turn. */
export type Turn = (account: string) => Promise<void>;

/**
 * The distance between the starts of tasks that many people request at once, in milliseconds: fifty people get their
 * windows within a third of a second, and a task takes about one millisecond, so most of the time is left for
 * acknowledging. It is still a hundred times what Slack opens (`views.open`: 100 a minute and more, docs/services.md,
 * Slack).
 */
const APART_MS = 6;

/**
 * Starts tasks one after the other, with a pause between them, each in its own round of the event loop. A new
 * delivery is then acknowledged after at most one task, not after all: Slack waits three seconds for that
 * (docs/services.md, Slack), and people want to see that their click was accepted. Accounts take turns, so that one
 * account's flood does not delay the others.
 */
export function createTurns(clock: Clock): Turn {
  const waiting = new Map<string, (() => void)[]>();
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    for (let first = firstOf(waiting); first !== undefined; first = firstOf(waiting)) {
      await nextRound();
      first();
      await clock.wait(APART_MS);
    }
    isRunning = false;
  }

  return (account) =>
    new Promise((resolve) => {
      const line = waiting.get(account) ?? [];
      line.push(resolve);
      waiting.set(account, line);
      if (!isRunning) void run();
    });
}

/** Takes the next task; its account then waits behind the others with its remaining tasks. */
function firstOf(waiting: Map<string, (() => void)[]>): (() => void) | undefined {
  const [next] = waiting;
  if (next === undefined) return undefined;
  const [account, line] = next;
  const first = line.shift();
  waiting.delete(account);
  if (line.length > 0) waiting.set(account, line);
  return first;
}

function nextRound(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
