import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runNode } from '../harness/process/cli.ts';
import { runningAmong } from '../harness/process/family.ts';
import {
  newcomersEnvironment,
  START,
  START_MS,
  type Started,
  startAsNewcomer,
} from '../harness/process/newcomer.ts';
import { REPOSITORY } from '../harness/process/plugged.ts';
import { until } from '../harness/until.ts';
import { openSlackDoor } from '../harness/world/slack-door.ts';

const NAVI = join(REPOSITORY, 'src/bin/navi.js');

const Outside = z.object({ navi: z.object({ state: z.string(), pid: z.number().optional() }) });

/** What `npm start` promises a newcomer, in a folder of its own. Each test goes on where the one before it ended. */
describe('npm start with nothing configured', () => {
  let started: Started;

  beforeAll(async () => {
    started = await startAsNewcomer(process.execPath, [START]);
  }, START_MS);
  afterAll(() => started.clear());

  const naviState = async () =>
    Outside.parse(await (await fetch(`${started.page}_control/world`)).json()).navi;

  it('says loudly that nothing is real, and serves the page', async () => {
    expect(started.said()).toContain('A SIMULATED WORLD: nothing here is real');
    const answer = await fetch(started.page);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toMatch(/^<!doctype html>/i);
  });

  it('has Navi ready behind the address in world.env', async () => {
    const answer = await fetch(`${(await started.variables())['NAVI_URL']}/readyz`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('ready');
  });

  it('is found by the terminal in the same folder, which says that it is simulated', async () => {
    const ended = await runNode([NAVI, 'status'], { cwd: started.dir, env: newcomersEnvironment() });
    expect(ended).toMatchObject({ code: 0, err: expect.stringContaining('simulated') });
    expect(ended.out).toMatch(/CDN v1.*1\.1\.0/);
  });

  it(
    'pulls the plug and puts it in again, and Navi answers as before',
    async () => {
      const door = openSlackDoor(started.page.replace(/\/$/, ''));
      const before = await naviState();
      expect(before.state).toBe('running');
      expect(await door.post('navi', { do: 'kill' })).toMatchObject({ ok: true });
      expect((await naviState()).state).toBe('stopped');
      expect(await runningAmong([before.pid ?? 0])).toEqual([]);
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
        [...answer, ...(await door.notes('U0ADA'))].some(({ text }) => text.includes('surfaces live')),
      );
    },
    START_MS,
  );

  it('refuses to start a second time in the same folder', async () => {
    const second = await runNode([START], { cwd: started.dir, env: newcomersEnvironment() });
    expect(second).toMatchObject({ code: 1, err: expect.stringContaining('runs in .navi already') });
  });

  it('ends with Ctrl-C and leaves nothing behind', async () => {
    const family = await started.family();
    expect(family.length).toBeGreaterThanOrEqual(3);
    started.child.kill('SIGINT');
    await once(started.child, 'exit');
    expect(started.child.exitCode).toBe(0);
    await until('no process is left', async () => (await runningAmong(family)).length === 0);
    await expect(started.variables()).rejects.toThrow(/ENOENT/);
  });
});
