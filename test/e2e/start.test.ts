import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runNode } from './cli.ts';
import { environmentOf, REPOSITORY } from './navi.ts';
import { openSlackDoor } from './slack-door.ts';
import { until } from './until.ts';

const START_MS = 120_000;
const NAVI = join(REPOSITORY, 'src/navi.js');
const SELF = join(REPOSITORY, 'src/start.js');

const Outside = z.object({ navi: z.object({ state: z.string(), pid: z.number().optional() }) });

/** What `npm start` promises a newcomer, in a folder of its own. Each test goes on where the one before it ended. */
describe('npm start with nothing configured', () => {
  let dir: string;
  let child: ChildProcess;
  let said = '';
  let page: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'navi-start-'));
    await copyFile(join(REPOSITORY, 'navi.config.yaml'), join(dir, 'navi.config.yaml'));
    child = spawn(process.execPath, [SELF], { cwd: dir, env: bare(), stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    page = await until(`the page's address`, async () => /Open\s+(http:\S+)/.exec(said)?.[1], START_MS).catch(
      (error: unknown) => {
        throw new Error(`It said:\n${said}`, { cause: error });
      },
    );
  }, START_MS);

  afterAll(async () => {
    if (child?.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await rm(dir, { recursive: true, force: true });
  });

  const world = async () => parseEnv(await readFile(join(dir, '.navi/world.env'), 'utf8'));
  const naviState = async () => Outside.parse(await (await fetch(`${page}_control/world`)).json()).navi;

  it('says loudly that nothing is real, and serves the page', async () => {
    expect(said).toContain('A SIMULATED WORLD: nothing here is real');
    const answer = await fetch(page);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toMatch(/^<!doctype html>/i);
  });

  it('has Navi ready behind the address in world.env', async () => {
    const answer = await fetch(`${(await world())['NAVI_URL']}/readyz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ ready: true, slack: true });
  });

  it('is found by the terminal in the same folder, which says that it is simulated', async () => {
    const ended = await runNode([NAVI, 'status'], { cwd: dir, env: bare() });
    expect(ended).toMatchObject({ code: 0, err: expect.stringContaining('simulated') });
    expect(ended.out).toMatch(/pointer:v1.*1\.1\.0/);
  });

  it(
    'pulls the plug and puts it in again, and Navi answers as before',
    async () => {
      const door = openSlackDoor(page.replace(/\/$/, ''));
      const before = await naviState();
      expect(before.state).toBe('running');
      expect(await door.post('navi', { do: 'kill' })).toMatchObject({ ok: true });
      expect((await naviState()).state).toBe('stopped');
      expect(isAlive(before.pid)).toBe(false);
      expect(await door.post('navi', { do: 'start' })).toMatchObject({ ok: true });
      const after = await naviState();
      expect(after.state).toBe('running');
      expect(after.pid).not.toBe(before.pid);
      const answer = await until(
        'an answer to /navi status',
        async () => (await door.command('U0ADA', 'status')).ok && door.notes('U0ADA'),
        START_MS,
      );
      await until('the status', async () =>
        [...answer, ...(await door.notes('U0ADA'))].some(({ text }) => text.includes('surfaces are live')),
      );
    },
    START_MS,
  );

  it('refuses to start a second time in the same folder', async () => {
    const second = await runNode([SELF], { cwd: dir, env: bare() });
    expect(second).toMatchObject({ code: 1, err: expect.stringContaining('runs in .navi already') });
  });

  it('ends with Ctrl-C and leaves nothing behind', async () => {
    const family = await descendants(child.pid ?? 0);
    expect(family.length).toBeGreaterThanOrEqual(2);
    child.kill('SIGINT');
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    await until('nobody is left', async () => !family.some(isAlive));
    await expect(world()).rejects.toThrow(/ENOENT/);
  });
});

/** A newcomer's environment: nothing of Navi's in it. */
function bare(): Record<string, string> {
  const { NAVI_SIMULATED: _, ...env } = environmentOf({});
  return env;
}

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** All processes that this one has started, and those have started in turn. */
async function descendants(root: number): Promise<number[]> {
  const pairs = await parents();
  const found = [root];
  for (const parent of found) for (const [pid, ppid] of pairs) if (ppid === parent) found.push(pid);
  return found.slice(1);
}

/** Each process with its parent. Linux tells it in /proc, where `ps` need not be installed. */
async function parents(): Promise<[number, number][]> {
  if (process.platform !== 'linux') {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
    return [...stdout.matchAll(/(\d+)\s+(\d+)/g)].map(([, pid, ppid]) => [Number(pid), Number(ppid)]);
  }
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  return Promise.all(
    pids.map(async (pid): Promise<[number, number]> => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      return [pid, Number(/\) \S+ (\d+)/.exec(stat)?.[1] ?? 0)];
    }),
  );
}
