import type { Clock } from '../../../ports/clock.ts';

/** Resolves when it is this account's turn. */
export type Turn = (account: string) => Promise<void>;

/**
 * How far apart pieces of work begin that many ask for at once, in milliseconds: fifty people have their windows within
 * a third of a second, and a piece takes about one, so most of the time is left for acknowledging. It is still a hundred
 * times what Slack opens (`views.open`: 100 a minute and more, docs/services.md, Slack).
 */
const APART_MS = 6;

/**
 * Has pieces of work begin one after the other, apart, each in a round of the event loop of its own. A delivery that
 * arrives while many are worked on is then acknowledged after one piece at most, and not after all of them: Slack waits
 * three seconds for that (docs/services.md, Slack), and people wait for it to see their click taken. Accounts take turns, so
 * that nobody's flood keeps anybody else waiting.
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

/** Takes the piece that is next; its account goes behind the others with what it has left. */
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
