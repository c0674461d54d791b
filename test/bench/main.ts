import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../../build/bundle.ts';
import { REPOSITORY } from '../harness/process/plugged.ts';
import { acknowledge } from './acknowledge.ts';
import { append } from './append.ts';
import { backlog } from './backlog.ts';
import { guard } from './guard.ts';
import type { Measure } from './measure.ts';
import { measuring } from './measuring.ts';
import { memory } from './memory.ts';
import { monitoring } from './monitoring.ts';
import { reads } from './reads.ts';
import { releases } from './releases.ts';
import { restart } from './restart.ts';
import { rollback } from './rollback.ts';
import { runMeasures } from './run.ts';
import { slackCalls } from './slack-calls.ts';
import { start } from './start.ts';

const MEASURES: readonly Measure[] = [
  acknowledge,
  start,
  rollback,
  slackCalls,
  append,
  guard,
  reads,
  monitoring,
  measuring,
  backlog,
  restart,
  memory,
  releases,
];
const USAGE_ERROR = 2;

/**
 * `npm run bench`: measures what was named, or everything, and prints each figure beside a peer's of the same run.
 * A figure that misses its limit is said and fails nothing: time on a shared machine is not a test. A measure that fails
 * ends alone, and then the bench ends with 1.
 */
async function main(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      help: { type: 'boolean' },
      quick: { type: 'boolean', default: false },
      count: { type: 'string' },
    },
  });
  const unknown = positionals.filter((name) => MEASURES.every((one) => one.name !== name));
  if (values.help === true || unknown.length > 0) {
    if (unknown.length > 0) console.error(`There is no measure named ${unknown.join(', ')}.\n`);
    console.log(usage());
    process.exitCode = unknown.length > 0 ? USAGE_ERROR : 0;
    return;
  }
  await bundle(join(REPOSITORY, 'dist'));
  console.log(machine());
  const wanted = MEASURES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const count = values.count === undefined ? undefined : Number(values.count);
  const failures = await runMeasures(wanted, { quick: values.quick, count });
  if (failures.length > 0) process.exitCode = 1;
}

function machine(): string {
  const all = cpus();
  const model = all[0]?.model.trim() ?? 'unknown';
  const when = new Date().toISOString();
  return `${when}; Node ${process.versions.node}; ${all.length} CPUs (${model}); ${process.platform}`;
}

function usage(): string {
  const names = MEASURES.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`);
  return ['Usage: npm run bench -- [names…] [--quick] [--count 131]', '', ...names].join('\n');
}

await main(process.argv.slice(2));
