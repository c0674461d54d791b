import type { Message } from '../domain/message.ts';
import type { Caller, Permission, Place } from '../domain/person.ts';
import { refuse } from '../domain/refusal.ts';
import type { UseCases } from './use-cases.ts';

/** One positional word a command takes. */
export interface Argument {
  name: string;
  required: boolean;
  /** Explains it in help. */
  about: string;
  /** Takes all remaining words as one. Only the last argument can. */
  rest?: true;
}

/** One `--flag`; `takes: 'text'` requires a value after it. */
export interface Flag {
  name: string;
  takes: 'nothing' | 'text';
  about: string;
}

/** The words, parsed by the command's declaration. */
export interface Parsed {
  words: Readonly<Record<string, string>>;
  flags: Readonly<Record<string, string | true>>;
}

/** The input of a command: the caller, the place, and the use cases. */
export interface CommandContext {
  caller: Caller;
  place: Place;
  useCases: UseCases;
  /** The commands for this caller; a single one when a topic is named. */
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
  /** It may be needed in an emergency: it uses the rollback budget, which other commands cannot exhaust. */
  urgent?: true;
  /** For the terminal only: help does not list it elsewhere. */
  terminalOnly?: true;
  /** Also available in a terminal without a bot. */
  withoutBot?: true;
  /**
   * Whether these words change anything. By default: with `--yes`, if the command has it; else if it needs more than
   * the permission to read.
   */
  changes?(parsed: Parsed): boolean;
  /** The title of the window for its answer, where windows exist; null for an ordinary answer. */
  window: string | null;
  /** The immediate reply while a slow answer is prepared; null when the answer is quick. */
  meanwhile(parsed: Parsed): string | null;
  run(parsed: Parsed, context: CommandContext): Promise<Message>;
}

/** Declares a command; it only checks the types of a command file. */
export function defineCommand(command: Command): Command {
  return command;
}

/** The value of a flag that takes text; null where it is not there. */
export function flagText({ flags }: Parsed, name: string): string | null {
  const value = flags[name];
  return typeof value === 'string' ? value : null;
}

/** The refusal of a command that was typed wrongly: what is wrong, and how it is typed. */
export function wrongUsage(command: string, problem: string, usage: string): Message {
  return { is: 'refusal', refusal: refuse({ code: 'usage', command, problem, usage }), asked: command };
}
