import type { Message } from '../domain/message.ts';
import type { Caller, Permission, Place } from '../domain/person.ts';
import type { UseCases } from './use-cases.ts';

/** One positional word a command takes. */
export interface Argument {
  name: string;
  required: boolean;
  /** What it is, for help. */
  about: string;
  /** Takes all words that are left, as one. Only the last argument can. */
  rest?: true;
}

/** One `--flag`; `takes: 'text'` wants a value behind it. */
export interface Flag {
  name: string;
  takes: 'nothing' | 'text';
  about: string;
}

/** What was typed, taken apart by the command's own declaration. */
export interface Parsed {
  words: Readonly<Record<string, string>>;
  flags: Readonly<Record<string, string | true>>;
}

/** What a command may use: who asks, from where, and the use cases. */
export interface CommandContext {
  caller: Caller;
  place: Place;
  useCases: UseCases;
  /** What there is to type, for this caller; one command's when a topic is named. */
  help(topic: string | null): Message;
}

/** One subcommand of /navi: one file in `commands/`, whose default export this is. */
export interface Command {
  /** Equal to the file's name; the loader checks it. */
  name: string;
  /** Its earlier names, which still run it. */
  formerly?: readonly string[];
  summary: string;
  examples: readonly string[];
  arguments: readonly Argument[];
  flags: readonly Flag[];
  permission: Permission;
  /** It may be needed in an emergency: it counts against the budget of rollbacks, which nothing else fills. */
  urgent?: true;
  /** For the terminal alone: elsewhere help does not list it. */
  terminalOnly?: true;
  /** Also done by a terminal where no bot runs. */
  withoutBot?: true;
  /**
   * Whether these words change anything. Where this is absent: with `--yes`, if it knows that; else whenever it needs more
   * than the permission to read.
   */
  changes?(parsed: Parsed): boolean;
  /** The title of the window that its answer is shown in, where there are windows; null for an ordinary answer. */
  window: string | null;
  /** Said at once while a slow answer is prepared; null when the answer is quick. */
  meanwhile(parsed: Parsed): string | null;
  run(parsed: Parsed, context: CommandContext): Promise<Message>;
}

/** Declares a command; only there so that a command file is checked where it is written. */
export function defineCommand(command: Command): Command {
  return command;
}
