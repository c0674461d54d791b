import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const MODULE = join(import.meta.dirname, '../../../src/adapters/process/lost-output.ts');
const PROGRAM = `
  import { outliveOutput } from ${JSON.stringify(MODULE)};
  outliveOutput();
  setInterval(() => { process.stdout.write('x\\n'); process.stderr.write('x\\n'); }, 10);
  setTimeout(() => process.exit(7), 500);
`;

it('goes on when the reader of its output has ended', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [text] = await once(child.stdout, 'data');
  expect(String(text)).toContain('x');
  child.stdout.destroy();
  child.stderr.destroy();

  expect(await once(child, 'exit')).toEqual([7, null]);
});
