import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Everywhere, hitEverywhere, type Round } from './everywhere.ts';
import { nameOf } from './instants.ts';

/** Is hit at the instants of a run, says how often and for how long, and finds nothing wrong. */
export async function everywhere(what: string, hits: Omit<Everywhere, 'tell'>): Promise<void> {
  const started = Date.now();
  const { summary, wrong } = await hitEverywhere({ ...hits, tell: logTo(`${what}.log`) });
  const seconds = Math.round((Date.now() - started) / 1000);
  process.stdout.write(`${what}: ${summary}, ${seconds} s\n`);
  expect(wrong).toEqual([]);
}

/** So that a run of many minutes can be followed, and its slowest plays be found. */
function logTo(name: string): (round: Round) => void {
  const dir = join(import.meta.dirname, '../../../test-results/deaths');
  mkdirSync(dir, { recursive: true });
  return ({ meant, came, wrong, ms }) => {
    const names = meant.map(nameOf).map((one) => `  ${one}${came.includes(one) ? '' : ' (did not come)'}`);
    const outcome = wrong === null ? `once, after ${came.length} hits` : `WRONG ${wrong}`;
    appendFileSync(join(dir, name), `${[`${(ms / 1000).toFixed(1)} s: ${outcome}`, ...names].join('\n')}\n`);
  };
}
