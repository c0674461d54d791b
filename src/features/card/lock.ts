import type { CardLock } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';

/** What a rollback leaves behind it: its line takes no release until somebody says why it may, and then who did. */
export function lockOf({ kind, plan, opened }: Operation): CardLock | null {
  const { line } = plan.content;
  if (kind !== 'rollback') return null;
  if (opened === undefined)
    return {
      is: 'locked',
      line,
      text: 'takes no release until somebody opens it',
      command: unlockCommand(line),
    };
  return { is: 'opened', line, text: `was opened by ${opened.by}`, at: opened.at, why: opened.why };
}

/** What is typed to open a locked line, without the name of Navi in front. */
export function unlockCommand(line: string): string {
  return `unlock ${line} "why"`;
}
