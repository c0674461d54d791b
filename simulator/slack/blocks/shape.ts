import { isFields } from '../world/shapes.ts';

/** One thing that Slack would refuse, with its place as a JSON pointer. */
export interface Problem {
  pointer: string;
  message: string;
}

/** Checks one value at one place and adds what is wrong with it. */
export type Check = (value: unknown, at: string, problems: Problem[]) => void;

/** Slack's own wording of a problem, for `errors` and `response_metadata.messages`. */
export function renderProblem(problem: Problem): string {
  return `${problem.message} [json-pointer:${problem.pointer}]`;
}

export interface Length {
  min?: number;
  max?: number;
}

/** A string; lengths are in characters, both limits included. */
export function string({ min = 0, max }: Length = {}): Check {
  return (value, at, problems) => {
    if (typeof value !== 'string') problems.push({ pointer: at, message: 'must provide a string' });
    else if (value.length < min)
      problems.push({ pointer: at, message: `must be more than ${min - 1} characters` });
    else if (max !== undefined && value.length > max)
      problems.push({ pointer: at, message: `must be less than ${max + 1} characters` });
  };
}

export const boolean: Check = (value, at, problems) => {
  if (typeof value !== 'boolean') problems.push({ pointer: at, message: 'must provide a boolean' });
};

export function number({ min, max }: Length = {}): Check {
  return (value, at, problems) => {
    if (typeof value !== 'number') problems.push({ pointer: at, message: 'must provide a number' });
    else if (min !== undefined && value < min)
      problems.push({ pointer: at, message: `must be greater than or equal to ${min}` });
    else if (max !== undefined && value > max)
      problems.push({ pointer: at, message: `must be less than or equal to ${max}` });
  };
}

export const anything: Check = () => undefined;

export function oneOf(...words: (string | number)[]): Check {
  return (value, at, problems) => {
    if (!words.some((word) => word === value))
      problems.push({ pointer: at, message: `must be one of: ${words.join(', ')}` });
  };
}

export function list(item: Check, { min = 0, max }: Length = {}): Check {
  return (value, at, problems) => {
    if (!Array.isArray(value)) {
      problems.push({ pointer: at, message: 'must provide an array' });
      return;
    }
    if (value.length < min) problems.push({ pointer: at, message: `must provide at least ${min} items` });
    if (max !== undefined && value.length > max)
      problems.push({ pointer: at, message: `no more than ${max} items allowed` });
    value.forEach((entry, index) => {
      item(entry, `${at}/${index}`, problems);
    });
  };
}

/** An object with these fields and no others; `type` is allowed on every one that has a `type` field. */
export function object(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  return (value, at, problems) => {
    if (!isFields(value)) {
      problems.push({ pointer: at, message: 'must provide an object' });
      return;
    }
    for (const name of Object.keys(required))
      if (value[name] === undefined || value[name] === null)
        problems.push({ pointer: at, message: `missing required field: ${name}` });
    for (const [name, field] of Object.entries(value)) {
      const check = own(required, name) ?? own(optional, name);
      if (check === undefined)
        problems.push({ pointer: at, message: `invalid additional property: ${name}` });
      else if (field !== undefined && field !== null) check(field, `${at}/${name}`, problems);
    }
  };
}

/** A field whose name came from outside: `constructor` is not a field. */
function own(checks: Record<string, Check>, name: string): Check | undefined {
  return Object.hasOwn(checks, name) ? checks[name] : undefined;
}

/** An object whose `type` selects the check; each check is for the fields besides `type`. */
export function typed(kinds: Record<string, Check>): Check {
  return (value, at, problems) => {
    if (!isFields(value)) {
      problems.push({ pointer: at, message: 'must provide an object' });
      return;
    }
    const { type, ...rest } = value;
    if (type === undefined) {
      problems.push({ pointer: at, message: 'missing required field: type' });
      return;
    }
    const check = typeof type === 'string' ? own(kinds, type) : undefined;
    if (check === undefined)
      problems.push({
        pointer: `${at}/type`,
        message: `unsupported type: ${JSON.stringify(type).replace(/^"|"$/g, '')}`,
      });
    else check(rest, at, problems);
  };
}

/** Both checks, one after the other. */
export function both(first: Check, second: Check): Check {
  return (value, at, problems) => {
    first(value, at, problems);
    second(value, at, problems);
  };
}
