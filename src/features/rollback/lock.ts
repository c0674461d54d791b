import type { CardLock } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';

/** The lock that a rollback leaves on its line, or who unlocked it and why. */
export function lockOf({ kind, plan, opened }: Operation): CardLock | null {
  const { line } = plan.content;
  if (kind !== 'rollback') return null;
  if (opened === undefined)
    return {
      is: 'locked',
      line,
      text: 'is locked: releases are blocked until someone runs',
      command: unlockCommand(line),
    };
  return { is: 'opened', line, text: `was unlocked by ${opened.by}`, at: opened.at, why: opened.why };
}

/** What is typed to unlock a line, without the name of Navi in front. */
export function unlockCommand(line: string): string {
  return `unlock ${line} "reason"`;
}
