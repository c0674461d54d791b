import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

const MODULE = new URL('../../../src/adapters/process/stop-deadline.ts', import.meta.url).href;

/** How a process ends that was told to stop and then does this. */
async function endOf(work: string): Promise<{ code: number | null; signal: string | null }> {
  const program = `const { endWithoutFail } = await import('${MODULE}');
    endWithoutFail(3, { stopMs: 300, lifeMs: 1_000 });
    ${work}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
  const [code, signal] = await once(child, 'exit');
  return { code, signal };
}

it('cuts off what waits for ever', async () => {
  expect(await endOf('setInterval(() => {}, 1_000);')).toEqual({ code: 3, signal: null });
});

it('kills what never rests, where no timer gets a turn', async () => {
  expect(await endOf('for (;;) await null;')).toEqual({ code: null, signal: 'SIGKILL' });
});

it('holds up nothing that ends by itself', async () => {
  expect(await endOf('process.exitCode = 0;')).toEqual({ code: 0, signal: null });
});
