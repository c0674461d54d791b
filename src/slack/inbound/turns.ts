/** Resolves when it is the caller's turn. */
export type Turn = () => Promise<void>;

/**
 * Has pieces of work begin one after the other, each in a turn of the event loop of its own. A delivery that arrives
 * while many are worked on is then acknowledged after one piece at most, and not after all of them: Slack waits three
 * seconds for that (facts/slack.md §4), and people wait for it to see their click taken.
 */
export function createTurns(): Turn {
  const waiting: (() => void)[] = [];
  const next = () => {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(next);
  };
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1) setImmediate(next);
    });
}
