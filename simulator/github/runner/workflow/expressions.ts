import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

/** What status functions answer at this place: about the job's steps so far, or about its needs. */
export interface Standing {
  success: boolean;
  failure: boolean;
  cancelled: boolean;
}

/** The contexts that an expression can read, by name. Missing contexts are null. */
type Contexts = Record<string, unknown>;

export interface Scope {
  contexts: Contexts;
  standing?: Standing;
}

/** An expression that cannot be read or evaluated; the workflow's author has to correct it. */
class ExpressionProblem extends Error {
  constructor(text: string, cause: unknown) {
    super(`The expression '${text}' is not valid: ${cause instanceof Error ? cause.message : String(cause)}`);
    this.name = 'ExpressionProblem';
  }
}

const CONTEXTS = [
  'github',
  'inputs',
  'env',
  'vars',
  'secrets',
  'needs',
  'steps',
  'job',
  'runner',
  'strategy',
  'matrix',
];
const STATUS_FUNCTIONS = ['success', 'failure', 'always', 'cancelled'];

/** Evaluates one expression, without its `${{ }}`, as GitHub's own evaluator does. */
function evaluate(text: string, scope: Scope): data.ExpressionData {
  try {
    const functions = statusFunctions(scope.standing);
    const tokens = new Lexer(text).lex().tokens;
    const parsed = new Parser(tokens, CONTEXTS, [...functions.values()]).parse();
    const known = new data.Dictionary();
    for (const name of CONTEXTS) known.add(name, toData(scope.contexts[name] ?? null));
    return new Evaluator(parsed, known, functions).evaluate();
  } catch (error) {
    throw new ExpressionProblem(text, error);
  }
}

/** Replaces each `${{ … }}` of a text by its value. */
export function fill(text: string, scope: Scope): string {
  let out = '';
  let rest = text;
  for (let found = nextExpression(rest); found !== undefined; found = nextExpression(rest)) {
    out += found.before + asText(evaluate(found.inside, scope));
    rest = found.after;
  }
  return out + rest;
}

/** Evaluates every value of a record. */
export function fillAll(record: Record<string, string>, scope: Scope): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, fill(value, scope)]));
}

/**
 * Whether an `if` holds. One without a status function means `success() && (…)`, as Actions has it
 * (docs.github.com "Evaluate expressions in workflows and actions", status check functions).
 */
export function holds(condition: string | undefined, scope: Scope): boolean {
  const text = unwrap(condition ?? '');
  if (text === '') return scope.standing?.success ?? true;
  if (!usesStatus(text) && scope.standing?.success === false) return false;
  return isTruthy(evaluate(text, scope));
}

/** A setting that may be an expression, such as `continue-on-error` or `timeout-minutes`. */
export function setting(value: string | number | boolean | undefined, scope: Scope): string {
  return value === undefined ? '' : fill(String(value), scope);
}

/** Whether a condition calls a status function itself, so that no `success() &&` is put before it. */
export function usesStatus(condition: string): boolean {
  const tokens = new Lexer(unwrap(condition)).lex().tokens;
  return tokens.some(
    (token, at) =>
      STATUS_FUNCTIONS.includes(token.lexeme.toLowerCase()) &&
      tokens[at + 1]?.lexeme === '(' &&
      tokens[at - 1]?.lexeme !== '.',
  );
}

function statusFunctions(standing: Standing = { success: true, failure: false, cancelled: false }) {
  const answers: Record<string, boolean> = { ...standing, always: true };
  return new Map(
    STATUS_FUNCTIONS.map((name) => [
      name,
      { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(answers[name] ?? false) },
    ]),
  );
}

/** `${{ x }}` alone is x; a condition may be written with or without the braces. */
function unwrap(text: string): string {
  const trimmed = text.trim();
  const found = nextExpression(trimmed);
  if (found === undefined || found.before !== '') return trimmed;
  return found.after === '' ? found.inside.trim() : trimmed;
}

/** Finds the first `${{ … }}`; braces inside a quoted text do not count. */
function nextExpression(text: string): { before: string; inside: string; after: string } | undefined {
  const start = text.indexOf('${{');
  if (start === -1) return undefined;
  let quoted = false;
  for (let at = start + 3; at < text.length; at += 1) {
    if (text[at] === "'") quoted = !quoted;
    if (!quoted && text.startsWith('}}', at))
      return { before: text.slice(0, start), inside: text.slice(start + 3, at), after: text.slice(at + 2) };
  }
  throw new ExpressionProblem(text, new Error('the closing }} is missing'));
}

function asText(value: data.ExpressionData): string {
  return value.coerceString();
}

function isTruthy(value: data.ExpressionData): boolean {
  if (value.kind === data.Kind.Array || value.kind === data.Kind.Dictionary) return true;
  if (value.kind === data.Kind.String) return value.coerceString() !== '';
  const number = value.number();
  return number !== 0 && !Number.isNaN(number);
}

function toData(value: unknown): data.ExpressionData {
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(toData));
  if (typeof value !== 'object' || value === null) return new data.Null();
  const dictionary = new data.Dictionary();
  for (const [name, inner] of Object.entries(value)) dictionary.add(name, toData(inner));
  return dictionary;
}
