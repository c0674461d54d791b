import type { CardLock } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';

/** The lock that a rollback leaves on its line, or who unlocked it and why. */
export function lockOf({ kind, plan, opened }: Operation): CardLock | null {
  const { line: releaseLine } = plan.content;
  if (kind !== 'rollback') return null;
  if (opened === undefined)
    return {
      is: 'locked',
      line: releaseLine,
      text: 'is locked: releases are blocked until someone runs',
      command: unlockCommand(releaseLine),
    };
  return {
    is: 'opened',
    line: releaseLine,
    text: `was unlocked by ${opened.by}`,
    at: opened.at,
    why: opened.why,
  };
}

/** What is typed to unlock a line, without the name of Navi in front. */
export function unlockCommand(releaseLine: string): string {
  return `unlock ${releaseLine} "reason"`;
}
