import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The files through which a step sends values to the runner (docs.github.com "Workflow commands", environment files).
 */
export interface CommandFiles {
  /** Variables that name the files for the step. */
  variables: Record<string, string>;
  /** What the step wrote. Throws when a file is malformed; the runner then fails the step. */
  read(): Promise<{
    outputs: Record<string, string>;
    env: Record<string, string>;
    path: string[];
    summary: string;
  }>;
}

const NAMES = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY', 'GITHUB_STATE'];

/** Makes empty command files for one step. */
export async function makeCommandFiles(folder: string): Promise<CommandFiles> {
  const step = randomUUID();
  const variables: Record<string, string> = {};
  for (const name of NAMES) {
    const file = join(folder, `${name.toLowerCase()}_${step}`);
    await writeFile(file, '');
    variables[name] = file;
  }
  const text = (name: string) => readFile(variables[name] ?? '', 'utf8');
  return {
    variables,
    read: async () => ({
      outputs: parsePairs(await text('GITHUB_OUTPUT'), 'GITHUB_OUTPUT'),
      env: parsePairs(await text('GITHUB_ENV'), 'GITHUB_ENV'),
      path: (await text('GITHUB_PATH')).split('\n').filter((line) => line !== ''),
      summary: await text('GITHUB_STEP_SUMMARY'),
    }),
  };
}

/** Reads `name=value` lines and `name<<DELIMITER … DELIMITER` blocks. */
export function parsePairs(text: string, file: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    const equals = line.indexOf('=');
    const block = line.indexOf('<<');
    if (block > 0 && (equals === -1 || block < equals)) {
      const delimiter = line.slice(block + 2);
      const end = lines.indexOf(delimiter, at + 1);
      if (delimiter === '' || end === -1)
        throw new Error(`Invalid value. Matching delimiter not found '${delimiter}' in ${file}`);
      pairs[line.slice(0, block)] = lines.slice(at + 1, end).join('\n');
      at = end;
      continue;
    }
    if (equals <= 0) throw new Error(`Unable to process file command '${file}': Invalid format '${line}'`);
    pairs[line.slice(0, equals)] = line.slice(equals + 1);
  }
  return pairs;
}
