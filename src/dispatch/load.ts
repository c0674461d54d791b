import type { Command } from './command.ts';

/** A command file as it was imported: its name without the extension, and whatever it exports. */
export interface CommandFile {
  name: string;
  exports: unknown;
}

/** Turns the folder's files into commands. A file that is not a proper command stops the start, by name (never only warn). */
export function commandsFrom(files: readonly CommandFile[]): Command[] {
  return [...files].sort((a, b) => (a.name < b.name ? -1 : 1)).map(commandFrom);
}

function commandFrom({ name, exports }: CommandFile): Command {
  const command = defaultOf(exports);
  if (!isCommand(command))
    throw new Error(`commands/${name}.ts: its default export must be made with defineCommand({ … })`);
  if (command.name !== name)
    throw new Error(
      `commands/${name}.ts declares the command "${command.name}"; the two names must be the same`,
    );
  return command;
}

function defaultOf(exports: unknown): unknown {
  return typeof exports === 'object' && exports !== null && 'default' in exports
    ? exports.default
    : undefined;
}

function isCommand(value: unknown): value is Command {
  if (typeof value !== 'object' || value === null) return false;
  const wanted = {
    name: 'string',
    summary: 'string',
    permission: 'string',
    meanwhile: 'function',
    run: 'function',
  };
  const has = (key: string, type: string) => typeof Reflect.get(value, key) === type;
  const lists = ['examples', 'arguments', 'flags'].every((key) => Array.isArray(Reflect.get(value, key)));
  return lists && Object.entries(wanted).every(([key, type]) => has(key, type));
}
