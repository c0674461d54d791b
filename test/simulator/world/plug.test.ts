import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPlug, type Plug } from '../../../simulator/plug.ts';

const dir = mkdtempSync(join(tmpdir(), 'navi-plug-'));
const program = join(dir, 'program.js');
writeFileSync(
  program,
  `process.on('SIGTERM', () => { console.log('asked to stop'); process.exit(0); });
   setInterval(() => undefined, 1000);
   console.log('started with ' + process.env.WORD);`,
);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let plug: Plug;
let lines: string[];
let ends: string[];

beforeEach(() => {
  lines = [];
  ends = [];
  plug = createPlug({
    argv: [program],
    cwd: dir,
    env: { WORD: 'hello' },
    onLine: (line) => lines.push(line),
    onEnd: (how) => ends.push(how),
  });
});
afterEach(() => plug.close());

const heard = (text: string, times = 1) =>
  vi.waitFor(() => expect(lines.filter((line) => line === text)).toHaveLength(times), { timeout: 10_000 });

it('starts a program with its own environment, and once only', async () => {
  await plug.do('start');
  await plug.do('start');

  await heard('started with hello');
  expect(plug.state()).toEqual({ state: 'running', pid: expect.any(Number) });
});

it('stops it politely, pulls the plug rudely, and starts it again', async () => {
  await plug.do('start');
  await heard('started with hello');
  await plug.do('stop');
  await heard('asked to stop');
  expect(plug.state()).toEqual({ state: 'stopped' });

  await plug.do('start');
  await heard('started with hello', 2);
  await plug.do('kill');
  expect(plug.state()).toEqual({ state: 'stopped' });
  expect(lines.filter((line) => line === 'asked to stop')).toHaveLength(1);
  expect(ends).toEqual([]);

  await plug.do('start');
  await heard('started with hello', 3);
});

it('says that it ended by itself', async () => {
  await plug.do('start');
  await heard('started with hello');
  process.kill(plug.state().pid ?? 0, 'SIGKILL');

  await vi.waitFor(() => expect(ends).toEqual(['SIGKILL']), { timeout: 10_000 });
  expect(plug.state()).toEqual({ state: 'stopped' });
});

it('nothing started here outlives a launcher that was killed', async () => {
  const module = (path: string) => JSON.stringify(fileURLToPath(new URL(path, import.meta.url)));
  const launcher = join(dir, 'launcher.mjs');
  writeFileSync(
    launcher,
    `const { createPlug } = await import(${module('../../../simulator/plug.ts')});
     const { startRegistry } = await import(${module('../../../simulator/npm/registry-child.ts')});
     const { createWorldClock } = await import(${module('../../../simulator/kernel/world-clock.ts')});
     const plug = createPlug({ argv: [${JSON.stringify(program)}], cwd: ${JSON.stringify(dir)}, env: {}, onEnd() {}, onLine() {
       console.log(JSON.stringify({ pid: plug.state().pid, url: registry.url }));
     } });
     const registry = await startRegistry(${JSON.stringify(join(dir, 'npm'))}, createWorldClock());
     await plug.do('start');
     setInterval(() => undefined, 1000);`,
  );
  const launching = spawn(process.execPath, [launcher], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text] = await once(launching.stdout, 'data');
  const { pid, url }: { pid: number; url: string } = JSON.parse(String(text));
  expect((await fetch(`${url}/-/ping`)).ok).toBe(true);

  launching.kill('SIGKILL');

  await vi.waitFor(
    async () => {
      expect(() => process.kill(pid, 0)).toThrow('ESRCH');
      await expect(fetch(`${url}/-/ping`)).rejects.toThrow();
    },
    { timeout: 15_000, interval: 100 },
  );
}, 60_000);
