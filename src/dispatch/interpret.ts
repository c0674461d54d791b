import { distanceBetween } from '../domain/distance.ts';
import type { Refusal } from '../domain/refusal.ts';
import { type RefusalReason, refuse } from '../domain/refusal.ts';
import type { Command, Parsed } from './command.ts';

/** The meaning of typed words: a command to run, an answer, or not addressed to Navi. */
export type Interpreted =
  /** `renamed`: it was typed by an earlier name. */
  | { is: 'run'; command: Command; parsed: Parsed; renamed: string | null }
  | { is: 'help' }
  | { is: 'reply'; refusal: Refusal };

const LONGEST_INPUT = 4_000;

/**
 * Parses words into a command. Bare input is help; an unknown or malformed command is a refusal with a suggestion.
 * Pure, never runs anything.
 */
export function interpret(words: string, commands: readonly Command[]): Interpreted {
  const tokens = tokenize(words.slice(0, LONGEST_INPUT));
  const [name, ...rest] = tokens;
  if (name === undefined) return { is: 'help' };
  const typed = name.toLowerCase();
  const command = commands.find((one) => one.name === typed || one.formerly?.includes(typed) === true);
  if (command === undefined) return { is: 'reply', refusal: refuse(unknownCommand(name, commands)) };
  const parsed = parse(command, rest);
  if ('problem' in parsed) return { is: 'reply', refusal: refuse(usageProblem(command, parsed.problem)) };
  return { is: 'run', command, parsed, renamed: command.name === typed ? null : typed };
}

/** A command's usage from its declaration, such as `release <version> [--dry-run]`. */
export function usageOf(command: Command): string {
  const words = command.arguments.map((one) => (one.required ? `<${one.name}>` : `[${one.name}]`));
  const flags = command.flags.map((flag) =>
    flag.takes === 'text' ? `[--${flag.name} "…"]` : `[--${flag.name}]`,
  );
  return [command.name, ...words, ...flags].join(' ');
}

/** Splits at white space; quotes, straight or curly as phones type them, hold words together. */
function tokenize(words: string): string[] {
  const found = words.matchAll(/["“”](?<quoted>[^"“”]*)["“”]|(?<plain>[^\s"“”]+)/g);
  return [...found].map(({ groups }) => groups?.['quoted'] ?? groups?.['plain'] ?? '');
}

function parse(command: Command, tokens: readonly string[]): Parsed | { problem: string } {
  const words: Record<string, string> = {};
  const flags: Record<string, string | true> = {};
  const free = [...command.arguments];
  const left = [...tokens];
  for (let token = left.shift(); token !== undefined; token = left.shift()) {
    const flagName = /^(?:--|—)(?<name>[a-z-]+)$/.exec(token)?.groups?.['name'];
    if (flagName !== undefined) {
      const flag = command.flags.find((one) => one.name === flagName);
      if (flag === undefined) return { problem: `Unknown option --${flagName}.` };
      const value = flag.takes === 'text' ? left.shift() : true;
      if (value === undefined) return { problem: `Option --${flagName} needs a value.` };
      flags[flagName] = value;
      continue;
    }
    const argument = free.shift();
    if (argument === undefined) return { problem: `Unexpected argument "${token}".` };
    words[argument.name] = argument.rest ? [token, ...left.splice(0)].join(' ') : token;
  }
  const missing = free.find((argument) => argument.required);
  return missing === undefined ? { words, flags } : { problem: `Missing argument: ${missing.name}.` };
}

function usageProblem(command: Command, problem: string): RefusalReason {
  return { code: 'usage', command: command.name, problem, usage: usageOf(command) };
}

function unknownCommand(typed: string, commands: readonly Command[]): RefusalReason {
  const shown = typed.slice(0, 60);
  const [nearest] = commands
    .map((command) => ({ name: command.name, distance: distanceBetween(shown.toLowerCase(), command.name) }))
    .sort((a, b) => a.distance - b.distance);
  if (nearest === undefined || nearest.distance > Math.max(2, nearest.name.length / 3))
    return { code: 'unknown-command', typed: shown };
  return { code: 'unknown-command', typed: shown, meant: nearest.name };
}
