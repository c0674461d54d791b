import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

const FILE = join(import.meta.dirname, '../../../navi.config.yaml');

/** Every service answers at once in this world, and another process takes over after a few seconds. */
const DEADLINES = { reconcile: '5s', call: '4s', write: '4s', lease: '9s', claim: '3s' };

/** The repository's configuration, with waits that a test can wait for. */
export function writeConfig(
  dir: string,
  deadlines: Readonly<Record<string, string>> = {},
  from = FILE,
): string {
  const config: Record<string, unknown> = parse(readFileSync(from, 'utf8'));
  const file = join(dir, 'navi.config.yaml');
  const rollback = { watch: '1s' };
  writeFileSync(file, stringify({ ...config, rollback, deadlines: { ...DEADLINES, ...deadlines } }));
  return file;
}
