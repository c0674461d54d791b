import { isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { distanceBetween } from '../domain/distance.ts';
import type { ConfigProblem } from './problem.ts';

/** A file's value, and where each of its settings stands. */
interface ReadYaml {
  value: unknown;
  at: (path: readonly PropertyKey[]) => string;
}

/** Parses a YAML file, or returns every problem with its line. */
export function readYaml(file: string, text: string): ReadYaml | { problems: ConfigProblem[] } {
  const whole = (problem: string, fix: string) => ({ problems: [{ where: file, problem, fix }] });
  if (text.length > LONGEST_FILE) return whole(`is longer than ${LONGEST_FILE} characters`, 'Shorten it.');
  const lines = new LineCounter();
  const document = parse(text, lines);
  if (document === undefined) return whole('is nested too deeply to be read', 'Write it less deeply nested.');
  if (document.errors.length > 0)
    return {
      problems: document.errors.map((error) => ({
        where: `${file}:${lines.linePos(error.pos[0]).line}`,
        problem: error.message.split('\n')[0] ?? 'not YAML',
        fix: 'Correct the YAML on this line.',
      })),
    };
  const hidden = hiddenKeys(document);
  if (hidden.length > 0)
    return {
      problems: hidden.map(({ name, offset }) => ({
        where: `${file}:${lines.linePos(offset).line}`,
        problem: `${name} is no name that anything can have`,
        fix: 'Name it otherwise.',
      })),
    };
  const content = contentOf(document);
  if ('problem' in content) return whole(content.problem, 'Write the YAML without this.');
  return { value: content.value, at: (path) => `${file}:${lineAt(document, lines, path)}` };
}

/** Much longer than any configuration needs. */
const LONGEST_FILE = 512 * 1024;

type Parsed = ReturnType<typeof parseDocument>;

/** The document with its errors; undefined when the parser fails. */
function parse(text: string, lineCounter: LineCounter): Parsed | undefined {
  try {
    return parseDocument(text, { lineCounter });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The document's value. The library throws for an alias without its anchor, and for too many of them. */
function contentOf(document: Parsed): { value: unknown } | { problem: string } {
  try {
    return { value: document.toJS() };
  } catch (error) {
    return { problem: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'cannot be read' };
  }
}

/** Keys with a special meaning in JavaScript, whose values would be lost. */
const HIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

function hiddenKeys(document: Parsed): { name: string; offset: number }[] {
  const found: { name: string; offset: number }[] = [];
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) && HIDDEN.has(String(key.value)))
        found.push({ name: String(key.value), offset: key.range?.[0] ?? 0 });
    },
  });
  return found;
}

interface Among {
  at: (path: readonly PropertyKey[]) => string;
  issues: readonly z.core.$ZodIssue[];
  /** Where the settings are described. */
  described: string;
}

/** Every issue as a problem with its line. */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  how: Pick<Among, 'at' | 'described'>,
): ConfigProblem[] {
  return issues.map((issue) => problemOf(issue, { issues, ...how }));
}

function problemOf(issue: z.core.$ZodIssue, { at, issues, described }: Among): ConfigProblem {
  const name = issue.path.join('.') || 'the file';
  if (issue.code === 'unrecognized_keys')
    return {
      where: at([...issue.path, issue.keys[0] ?? '']),
      problem:
        name === 'schedules'
          ? `schedules: ${issue.message}`
          : `${name === 'the file' ? '' : `${name}: `}${issue.keys.join(', ')} is not a setting`,
      fix: `Remove it or correct its name; ${described} lists every setting.`,
    };
  if (isMissing(issue)) {
    const misspelt = misspellingOf(issue.path, issues);
    return {
      where: at(misspelt === undefined ? issue.path : [...issue.path.slice(0, -1), misspelt]),
      problem: `${name} is missing`,
      fix:
        misspelt === undefined
          ? `Add ${name} as ${described} describes it.`
          : `Write ${String(issue.path.at(-1))} instead of ${misspelt}.`,
    };
  }
  return {
    where: at(issue.path),
    problem: `${name}: ${issue.message}`,
    fix: `Set ${name} as ${described} describes it.`,
  };
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' && / received undefined$/.test(issue.message) && issue.path.length > 0;
}

/** An unknown setting that may be the misspelling of a missing one. */
function misspellingOf(
  path: readonly PropertyKey[],
  issues: readonly z.core.$ZodIssue[],
): string | undefined {
  const beside = path.slice(0, -1).join('.');
  const wanted = String(path.at(-1));
  return issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys' && issue.path.join('.') === beside ? issue.keys : [],
    )
    .filter((key) => Math.abs(key.length - wanted.length) <= 2)
    .find((key) => distanceBetween(key.toLowerCase(), wanted.toLowerCase()) <= 2);
}

/** The line of the setting's name, or of its value in a list; if absent, of its parent. */
function lineAt(document: Parsed, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const name = String(path[length - 1]);
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === name)
      : undefined;
    const node = pair?.key ?? document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
