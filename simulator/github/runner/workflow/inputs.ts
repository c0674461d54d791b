import { GithubError } from '../../answers.ts';
import type { InputSpec } from './workflow.ts';

/** docs.github.com, REST "Create a workflow dispatch event": at most 25 properties. */
const LIMIT = 25;

/**
 * Checks the inputs of a dispatch against what the workflow declares and fills in the defaults, all as text.
 * Throws the 422 that GitHub answers.
 */
export function settleInputs(
  given: Record<string, unknown>,
  declared: Record<string, InputSpec>,
): Record<string, string> {
  const names = Object.keys(given);
  if (names.length > LIMIT)
    throw new GithubError(
      422,
      `Invalid request.\n\nNo more than ${LIMIT} properties are allowed; ${names.length} were supplied.`,
    );
  const unknown = names.filter((name) => declared[name] === undefined);
  if (unknown.length > 0)
    throw new GithubError(422, `Unexpected inputs provided: ${JSON.stringify(unknown)}`);
  return Object.fromEntries(
    Object.entries(declared).map(([name, spec]) => [name, settleInput(name, spec, given[name])]),
  );
}

function settleInput(name: string, spec: InputSpec, given: unknown): string {
  if (given === undefined || given === null) {
    if (spec.required && spec.default === undefined)
      throw new GithubError(422, `Required input '${name}' not provided`);
    return spec.default ?? emptyOf(spec);
  }
  if (typeof given !== 'string' && typeof given !== 'boolean' && typeof given !== 'number')
    throw new GithubError(
      422,
      `Invalid request.\n\nFor 'properties/${name}', ${JSON.stringify(given)} is not a string.`,
    );
  const text = String(given);
  if (spec.type === 'choice' && !spec.options.includes(text))
    throw new GithubError(
      422,
      `Provided value '${text}' for input '${name}' not in the list of allowed values`,
    );
  if (spec.type === 'boolean' && text !== 'true' && text !== 'false')
    throw new GithubError(422, `Provided value '${text}' for input '${name}' is not a boolean`);
  return text;
}

function emptyOf(spec: InputSpec): string {
  if (spec.type === 'boolean') return 'false';
  if (spec.type === 'choice') return spec.options[0] ?? '';
  return '';
}

/** The `inputs` context: booleans and numbers keep their type, whereas `github.event.inputs` has text. */
export function typedInputs(
  inputs: Record<string, string>,
  declared: Record<string, InputSpec>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, text]) => {
      const type = declared[name]?.type;
      if (type === 'boolean') return [name, text === 'true'];
      if (type === 'number') return [name, Number(text)];
      return [name, text];
    }),
  );
}
