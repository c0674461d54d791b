import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SimulatedNpm, startNpm } from '../../../simulator/npm/index.ts';
import { createNpm } from '../../../src/adapters/npm/index.ts';
import { scriptsIn } from '../../../src/adapters/npm/unpack.ts';
import { client, publish } from '../../simulator/npm/publish.ts';
import { packed } from '../../simulator/npm/tarball.ts';

const MARKER = 'CDN_VERSION_MAP';
const MAP = `const ${MARKER} = { '1.0.0': 'v1.0.0' };`;
const never = new AbortController().signal;
const integrityOf = (bytes: Buffer) => `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

let npm: SimulatedNpm;
beforeAll(async () => {
  npm = await startNpm();
});
afterAll(() => npm.close());

const registryAt = (registryUrl: string) => createNpm({ registryUrl, deadlineMs: 10_000 });

it('reads the scripts with the marker from the registry’s tarball, of these bytes only', async () => {
  const bytes = await packed({
    'package.json': `{"name":"maps","marker":"${MARKER}"}`,
    'dist/index.js': MAP,
    'dist/index.cjs': `${MAP}//`,
    'dist/other.js': 'other()',
    'CHANGELOG.md': MAP,
  });
  await publish(client(npm.url, npm.tokens['workflow']), { name: 'maps', version: '1.0.0', bytes });
  const registry = registryAt(npm.url);
  const what = { name: 'maps', version: '1.0.0', marker: MARKER };
  const read = await registry.scripts({ ...what, integrity: integrityOf(bytes) });
  expect(read).toEqual({ is: 'read', scripts: [MAP, `${MAP}//`] });
  const other = await registry.scripts({ ...what, integrity: 'sha512-other' });
  expect(other).toEqual({ is: 'other-bytes', integrity: integrityOf(bytes) });
  const missing = await registry.scripts({ ...what, version: '2.0.0', integrity: 'sha512-other' });
  expect(missing).toBeUndefined();
});

const many = (count: number, text: string) =>
  packed(Object.fromEntries(Array.from({ length: count }, (_, nth) => [`${nth}.js`, text])));

it.each<[string, () => Promise<Buffer> | Buffer, string]>([
  ['unpacks to gigabytes', () => gzipSync(Buffer.alloc(65 * 1024 * 1024)), 'it unpacks to more than'],
  [
    'has a file of 65 MiB',
    () => packed({ 'a.txt': 'x'.repeat(65 * 1024 * 1024) }),
    'it unpacks to more than',
  ],
  ['has very many files', () => many(10_001, ''), 'more than 10000 files'],
  ['has the marker in many scripts', () => many(9, MAP), 'more than 8 of its scripts'],
  ['is no archive', () => Buffer.from('<html>'), 'no gzipped tar archive'],
  ['is cut', async () => (await packed({ 'a.js': MAP })).subarray(0, 60), 'no gzipped tar archive'],
])('refuses a tarball that %s', async (_what, make, problem) => {
  await expect(scriptsIn(await make(), MARKER, never)).rejects.toMatchObject({
    facts: { kind: 'refused', problem: expect.stringContaining(problem) },
  });
});

it('leaves out a script that is too long, and one whose bytes are no text', async () => {
  const bytes = await packed({
    'long.js': MAP.padEnd(2 * 1024 * 1024 + 1),
    'b.js': '\u0000\ufffd',
    'a.js': MAP,
  });
  expect(await scriptsIn(bytes, MARKER, never)).toEqual([MAP]);
});

it('refuses a tarball of more than 16 MiB', async () => {
  const server = createServer((request, response) => {
    const tarball = `http://127.0.0.1:${port()}/big.tgz`;
    if (request.url === '/big.tgz') return void response.end(Buffer.alloc(17 * 1024 * 1024, 1));
    const version = { name: 'big', version: '1.0.0', dist: { integrity: 'sha512-a', tarball } };
    response.end(JSON.stringify({ name: 'big', 'dist-tags': {}, versions: { '1.0.0': version } }));
  });
  const port = () => {
    const address = server.address();
    return typeof address === 'object' ? address?.port : undefined;
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const registry = registryAt(`http://127.0.0.1:${port()}`);
    const what = { name: 'big', version: '1.0.0', integrity: 'sha512-a', marker: MARKER };
    await expect(registry.scripts(what)).rejects.toMatchObject({
      facts: { kind: 'refused', problem: expect.stringContaining('larger than') },
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
