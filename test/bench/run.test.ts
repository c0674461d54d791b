import { execFile } from 'node:child_process';
import { expect, it } from 'vitest';

/** The bench with measures of its own, as a process: what is rejected unseen would end it. */
const BENCH = `
import { createConnection } from 'node:net';
import { runMeasures } from './test/bench/run.ts';
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const failing = (code) => Object.assign(new Error('connect ' + code), { code });
const figure = (what) => [{ what, navi: 1, peer: null, unit: 'ms', limit: null }];
const measures = [
  { name: 'refused', summary: 'x', run: async () => { throw failing('ECONNREFUSED'); } },
  { name: 'late', summary: 'x', run: async () => {
    setTimeout(() => void Promise.reject(failing('ECONNRESET')), 200);
    return figure('late figure');
  } },
  { name: 'socket', summary: 'x', run: async () => {
    createConnection({ port: 1, host: '127.0.0.1' });
    await wait(100);
    return figure('socket figure');
  } },
  { name: 'good', summary: 'x', run: async () => { await wait(500); return figure('good figure'); } },
];
const failures = await runMeasures(measures, { quick: true });
console.log(JSON.stringify(failures.map(({ name }) => name)));
if (failures.length > 0) process.exitCode = 1;
`;

it('a measure that fails ends alone: its row says why, the others go on, and the bench ends with 1', async () => {
  const { code, text } = await runBench();

  expect(text).toContain('| refused failed: connect ECONNREFUSED |');
  expect(text).toContain('| late failed: connect ECONNRESET |');
  expect(text).toMatch(/\| socket failed: connect ECONNREFUSED 127\.0\.0\.1:1 \|/);
  expect(text).toContain('| good figure | 1.00 ms |');
  expect(text).toContain('["refused","socket","late"]');
  expect(code).toBe(1);
});

function runBench(): Promise<{ code: unknown; text: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--input-type=module', '-e', BENCH], (error, text) =>
      resolve({ code: error?.code ?? 0, text }),
    );
  });
}
