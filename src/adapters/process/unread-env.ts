import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** A sentence about a `.env` in `dir` whose values are not in the environment; undefined when there is none. */
export function unreadEnv(dir: string, env: NodeJS.ProcessEnv): string | undefined {
  const text = read(join(dir, '.env'));
  if (text === undefined) return undefined;
  const unset = Object.entries(parseEnv(text))
    .filter(([name, value]) => value !== '' && (env[name] ?? '') === '')
    .map(([name]) => name)
    .sort();
  const [first] = unset;
  if (first === undefined) return undefined;
  const names = unset.length > 1 ? `${first} and ${unset.length - 1} more are` : `${first} is`;
  return `There is a .env here, but it was not loaded: ${names} not set. Load it: node --env-file=.env src/bin/start.js, or docker compose up.\n`;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
