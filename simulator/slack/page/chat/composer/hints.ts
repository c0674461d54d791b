import type { Workspace } from '../../schema.ts';

/** Something that can be typed next. */
export interface Hint {
  /** What the composer's text becomes. */
  fill: string;
  shown: string;
  says: string;
}

const COMMANDS: { words: string; usage: string; says: string }[] = [
  { words: '/navi release', usage: 'v1.2.0 [--dry-run]', says: 'Plan a release and ask for approval' },
  { words: '/navi rollback', usage: '[v1.1.0] [--reason "…"]', says: 'Take a release back, in seconds' },
  { words: '/navi status', usage: '', says: 'What is live, and what is in progress' },
  { words: '/navi history', usage: '', says: 'What was released, by whom, and how it ended' },
  { words: '/navi help', usage: '[command]', says: 'What can be asked' },
];

/** What can follow the text so far: commands after a slash, names after an @. */
export function hintsFor(text: string, workspace: Workspace | undefined): Hint[] {
  if (text.startsWith('/')) {
    return COMMANDS.filter(({ words }) => words.startsWith(text) && text !== words).map(
      ({ words, usage, says }) => ({
        fill: usage === '' ? words : `${words} `,
        shown: `${words} ${usage}`.trim(),
        says,
      }),
    );
  }
  const at = /(?:^|\s)@(\w*)$/.exec(text);
  if (at === null) return [];
  const start = text.slice(0, text.length - (at[1] ?? '').length);
  return (workspace?.users ?? [])
    .filter((user) => user.name.toLowerCase().startsWith((at[1] ?? '').toLowerCase()))
    .toSorted((one, other) => Number(other.is_bot) - Number(one.is_bot))
    .map((user) => ({
      fill: `${start}${user.name} `,
      shown: `@${user.name}`,
      says: user.is_bot ? 'Ask Navi, in threads too' : (user.real_name ?? ''),
    }));
}

/** The usage of the command that the text has begun, to be shown while its words are typed. */
export function usageFor(text: string): string | undefined {
  const command = COMMANDS.find(({ words }) => text === words || text.startsWith(`${words} `));
  return command === undefined || command.usage === '' ? undefined : `${command.words} ${command.usage}`;
}
