import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../simulator/kernel/free-port.ts';
import { runNode } from '../harness/process/cli.ts';
import { environmentOf, REPOSITORY } from '../harness/process/plugged.ts';

const PASSWORD = 'correct-horse-battery';

describe('a bot that cannot start', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'navi-refused-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  /** A complete environment, with no service at any of the addresses. */
  const variables = (changes: Record<string, string>) =>
    environmentOf({
      SLACK_BOT_TOKEN: 'xoxb-nobody',
      SLACK_APP_TOKEN: 'xapp-nobody',
      SLACK_API_URL: 'http://127.0.0.1:9/api/',
      GITHUB_TOKEN: 'nobody',
      GOOGLE_CLOUD_PROJECT: 'nowhere',
      NPM_TOKEN: 'nobody',
      NAVI_JOURNAL_KEY: '0123456789abcdef0fedcba987654321',
      NAVI_DATA_DIR: join(dir, 'data'),
      PORT: '0',
      ...changes,
    });
  const start = (changes: Record<string, string>) =>
    runNode([join(REPOSITORY, 'src/bin/main.ts')], { cwd: REPOSITORY, env: variables(changes) });

  it('names the port that another program has', async () => {
    const other = createServer().listen(0);
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    expect(await start({ PORT: String(port) })).toEqual({
      code: 1,
      out: '',
      err: `Port ${port} is used by another program: end that one, or set PORT to a free one.\n`,
    });
    other.close();
  });

  it('says why the database does not let it in, without the password', async () => {
    const nobody = await freePort();
    const ended = await start({ DATABASE_URL: `postgres://navi:${PASSWORD}@127.0.0.1:${nobody}/navi` });
    expect(ended).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /^The database of DATABASE_URL does not let Navi in \(connect ECONNREFUSED .*\): see that it runs, .*\.\n$/,
      ),
    });
    expect(ended.err).not.toContain(PASSWORD);
  });

  it('ends when it is asked to while a database accepts and never answers', async () => {
    const silent = createTcpServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const child = spawn(process.execPath, [join(REPOSITORY, 'src/bin/main.ts')], {
      cwd: REPOSITORY,
      env: variables({ DATABASE_URL: `postgres://navi:${PASSWORD}@127.0.0.1:${port}/navi` }),
    });
    await once(silent, 'connection');
    child.kill('SIGTERM');

    expect(await once(child, 'exit')).toEqual([0, null]);
    silent.close();
  });

  it('logs an unexpected error, and prints it in a line', async () => {
    const file = join(dir, 'a-file');
    await writeFile(file, '');
    const ended = await start({ NAVI_DATA_DIR: join(file, 'data') });
    expect(ended).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^Navi could not start: ENOTDIR: .*\n$/),
    });
    expect(JSON.parse(ended.out)).toMatchObject({ level: 50, msg: 'could not start' });
  });
});
