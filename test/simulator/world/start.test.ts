import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { takeLock } from '../../../simulator/lock.ts';
import { shorten } from '../../../simulator/navi-log.ts';
import { portsIn } from '../../../simulator/ports.ts';
import { readStartOptions } from '../../../simulator/start-options.ts';
import { exportLines } from '../../../simulator/variables.ts';

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

describe('the words after npm start', () => {
  it.each([
    [[], { what: 'all', keep: false, without: [], port: undefined }],
    [['--keep', '--port', '8123'], { what: 'all', keep: true, without: [], port: 8123 }],
    [
      ['world', '--without', 'slack,npm'],
      { what: 'world', keep: false, without: ['slack', 'npm'], port: undefined },
    ],
    [['world', '--help'], 'help'],
  ])('%j are understood', (argv, options) => {
    expect(readStartOptions(argv)).toEqual(options);
  });

  it.each([
    [['word']],
    [['--what']],
    [['--without', 'npm']],
    [['world', '--without', 'moon']],
    [['--port', '0']],
  ])('%j are refused', (argv) => {
    expect(readStartOptions(argv)).toHaveProperty('problem');
  });
});

it('a variable is written so that a shell reads it back', () => {
  expect(exportLines({ A: "it's $HOME" })).toEqual(["export A='it'\\''s $HOME'"]);
});

it('a log line is shown as a person reads it, and what is none as it is', () => {
  expect(shorten('{"level":30,"msg":"ready","port":1}')).toBe('  navi  ready');
  expect(shorten('{"level":50,"msg":"a request failed","err":{"message":"no"}}')).toBe(
    '  navi  ERROR a request failed: no',
  );
  expect(shorten('Warning: x')).toBe('  navi  Warning: x');
});

it('a folder has one world at a time', () => {
  const dir = mkdtempSync(join(tmpdir(), 'navi-lock-'));
  dirs.push(dir);
  const file = join(dir, 'new', 'world.lock');
  const first = takeLock(file);

  expect(first).toBeDefined();
  expect(takeLock(file)).toBeUndefined();
  first?.release();
  const again = takeLock(file);
  expect(again).toBeDefined();
  again?.release();
});

it('a service starts on its previous port, or on a free one when that is taken', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'navi-ports-'));
  dirs.push(dir);
  const file = join(dir, 'ports.json');
  portsIn(file).note('gcs', 'http://127.0.0.1:4100');
  const taken = Object.assign(new Error('taken'), { code: 'EADDRINUSE' });

  const same = await portsIn(file).use('gcs', async (port) => port);
  const other = await portsIn(file).use('gcs', async (port) =>
    port === 4100 ? Promise.reject(taken) : port,
  );
  const broken = portsIn(file).use('gcs', () => Promise.reject(new Error('broken')));

  expect(same).toBe(4100);
  expect(other).toBe(0);
  await expect(broken).rejects.toThrow('broken');
});

it('a port for a program that starts later is outside the range of outgoing connections', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'navi-ports-'));
  dirs.push(dir);
  const file = join(dir, 'ports.json');

  const port = await portsIn(file).reserve('navi');
  expect(port).toBeLessThan(32_768);
  expect(await portsIn(file).reserve('navi')).toBe(port);

  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  expect(await portsIn(file).reserve('navi')).not.toBe(port);
  other.close();
});
