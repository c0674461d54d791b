import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readOnlyDisk } from '../../../src/adapters/store/sqlite/watch-file.ts';

it('tries the disk with a file of its own, and follows no link to another', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'navi-disk-'));
  await writeFile(join(dir, 'other'), 'kept');
  await symlink(join(dir, 'other'), join(dir, 'write-test'));

  expect(readOnlyDisk(dir)).toBeNull();
  expect(await readFile(join(dir, 'other'), 'utf8')).toBe('kept');
  expect(await readdir(dir)).toEqual(['other']);
  await rm(dir, { recursive: true });
});
