import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runningAmong } from '../harness/process/family.ts';
import { START, START_MS, type Started, startAsNewcomer } from '../harness/process/newcomer.ts';
import { until } from '../harness/until.ts';

/** Has the launcher take this Node for one that cannot run TypeScript, so that it starts the installed one beneath it. */
const AN_OLDER_NODE =
  "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.19.5'}})";

const ways = {
  npm: () => startAsNewcomer('npm', ['start']),
  node: () => startAsNewcomer(process.execPath, [START]),
  launcher: () => startAsNewcomer(process.execPath, ['--import', AN_OLDER_NODE, START]),
};

/** Each with what the process that was started ends with. */
const ends: [string, keyof typeof ways, (started: Started) => void, { code?: number; signal?: string }][] = [
  ['Ctrl-C', 'node', ctrlC, { code: 0 }],
  ['Ctrl-C, through an older Node', 'launcher', ctrlC, { code: 0 }],
  ['SIGTERM to an older Node', 'launcher', (started) => started.child.kill('SIGTERM'), { code: 0 }],
  ['kill -9 of an older Node', 'launcher', (started) => started.child.kill('SIGKILL'), { signal: 'SIGKILL' }],
  ['SIGTERM to npm', 'npm', (started) => started.child.kill('SIGTERM'), {}],
  ['kill -9 of npm', 'npm', (started) => started.child.kill('SIGKILL'), { signal: 'SIGKILL' }],
  ['the end of the terminal', 'launcher', closeTerminal, { code: 0 }],
];

describe('a simulated world, however it is ended', () => {
  let started: Started | undefined;
  afterEach(async () => started?.clear());

  it.each(ends)(
    'leaves nothing behind after %s, and Navi has stopped in order',
    async (_, way, end, ended) => {
      started = await ways[way]();
      const { child, family, variables, dir } = started;
      const everybody = await family();
      const values = Object.values(await variables()).flatMap((value) => value?.split(',') ?? []);
      const addresses = values.filter((value) => value.startsWith('http://127.'));
      expect(addresses.length).toBeGreaterThanOrEqual(6);

      const exit = once(child, 'exit');
      end(started);
      const [code, signal] = await exit;

      expect({ code, signal }).toMatchObject({ ...ended });
      await until('no process is left', async () => (await runningAmong(everybody)).length === 0);
      for (const address of addresses) await expect(fetch(address)).rejects.toThrow('fetch failed');
      await expect(variables()).rejects.toThrow('ENOENT');
      expect(await readFile(join(dir, '.navi/navi.log'), 'utf8')).toContain('"msg":"stopped"');
    },
    START_MS,
  );

  it(
    'says one calm line when it is stopped',
    async () => {
      started = await ways.npm();
      const before = started.said().length;
      const exit = once(started.child, 'exit');
      ctrlC(started);
      await exit;
      const lines = started.said().slice(before).split('\n');
      expect(lines.filter((line) => line.trim() !== '' && !/^ {2}navi {2}/.test(line))).toEqual([
        'Stopping: Navi ends what it has in hand. Ctrl-C again does not wait for it.',
      ]);
    },
    START_MS,
  );
});

/** A terminal tells everybody in the foreground. */
function ctrlC({ child }: Started): void {
  process.kill(-(child.pid ?? 0), 'SIGINT');
}

/** The output has no reader, and every process in the foreground gets the signal. */
function closeTerminal({ child }: Started): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
  process.kill(-(child.pid ?? 0), 'SIGHUP');
}
