import type { Command } from './command.ts';

/** An imported command file: its name without the extension, and its exports. */
export interface CommandFile {
  name: string;
  exports: unknown;
}

/**
 * Creates commands from the imported files, in addition to those of decisions. An invalid file stops the start, by
 * name.
 */
export function commandsFrom(files: readonly CommandFile[], decisions: readonly Command[] = []): Command[] {
  const commands = [...files.map(commandFrom), ...decisions];
  const names = commands.flatMap(({ name, formerly = [] }) => [name, ...formerly]);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new Error(`two commands are called "${twice}"`);
  return commands.toSorted((a, b) => (a.name < b.name ? -1 : 1));
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
