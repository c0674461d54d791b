import { AsyncLocalStorage } from 'node:async_hooks';
import { loadavg } from 'node:os';
import { tableOf } from './figures.ts';
import type { Measure, Thoroughness } from './measure.ts';

/** A measure that failed, and why. */
export interface Failure {
  name: string;
  why: string;
}

/**
 * Takes the measures in turn and prints each one's figures. A measure that fails ends alone, also when a promise that it
 * has left behind is rejected only while another is taken: the others go on. Gives what failed.
 */
export async function runMeasures(
  measures: readonly Measure[],
  how: Pick<Thoroughness, 'quick' | 'count'>,
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  const current = new AsyncLocalStorage<string>();
  const onStray = (error: unknown) => {
    const failure = { name: current.getStore() ?? 'unknown', why: messageOf(error) };
    failures.push(failure);
    console.log(`\n${rowOf(failure)}`);
  };
  process.on('unhandledRejection', onStray);
  process.on('uncaughtException', onStray);
  try {
    for (const measure of measures) await current.run(measure.name, () => show(measure, how, onStray));
    return failures;
  } finally {
    process.off('unhandledRejection', onStray);
    process.off('uncaughtException', onStray);
  }
}

async function show(
  measure: Measure,
  how: Pick<Thoroughness, 'quick' | 'count'>,
  onFailure: (error: unknown) => void,
): Promise<void> {
  const begun = loadavg()[0] ?? 0;
  console.log(`\n## ${measure.name}: ${measure.summary}`);
  try {
    const figures = await measure.run({ ...how, say: (what) => console.error(`… ${what}`) });
    console.log(`\n${tableOf(figures)}`);
  } catch (error) {
    console.error(error instanceof Error ? error.stack : error);
    onFailure(error);
  }
  console.log(`\nLoad of the machine: ${begun.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after.`);
}

/** A row as of `tableOf`. */
function rowOf({ name, why }: Failure): string {
  return `| ${name} failed: ${why} | – | – | – | – |`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
