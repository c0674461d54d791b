import type { Workspace } from '../../schema.ts';

/** A suggestion for the next word. */
export interface Hint {
  /** The composer's text with the suggestion. */
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

/** The suggestions for the text so far: commands after a slash, names after an @. */
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

/** The usage of the command at the start of the text, shown while its words are typed. */
export function usageFor(text: string): string | undefined {
  const command = COMMANDS.find(({ words }) => text === words || text.startsWith(`${words} `));
  return command === undefined || command.usage === '' ? undefined : `${command.words} ${command.usage}`;
}
