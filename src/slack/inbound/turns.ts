import type { Clock } from '../../ports/clock.ts';

/** Resolves when it is the caller's turn. */
export type Turn = () => Promise<void>;

/**
 * How far apart pieces of work begin that many ask for at once, in milliseconds. A piece takes about one, so most of the
 * time is left for acknowledging; 300 windows a second are far above what Slack opens (`views.open`: 100 a minute and
 * more, facts/slack.md §4).
 */
const APART_MS = 3;

/**
 * Has pieces of work begin one after the other, apart, each in a round of the event loop of its own. A delivery that
 * arrives while many are worked on is then acknowledged after one piece at most, and not after all of them: Slack waits
 * three seconds for that (facts/slack.md §4), and people wait for it to see their click taken.
 */
export function createTurns(clock: Clock): Turn {
  let free = Promise.resolve();
  return () => {
    const turn = free.then(nextRound);
    free = turn.then(() => clock.wait(APART_MS));
    return turn;
  };
}

function nextRound(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
