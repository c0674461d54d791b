import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { guardedHosts } from '../../src/config/production.ts';
import { createPrivateCheck } from '../../src/domain/private-address.ts';

const GUARD = fileURLToPath(new URL('../../src/integrations/lookups/index.ts', import.meta.url));

/**
 * Runs this in a process of its own, since the guard is for a whole thread. Its resolver knows `inside.example` at a private
 * address, `mixed.example` at a public and a private one, `here.example` at this machine and `outside.example` at a public one.
 */
async function run(script: string): Promise<string> {
  const source = `
    import dns from 'node:dns';
    const KNOWN = {
      'inside.example': ['10.1.2.3'], 'mixed.example': ['203.0.113.1', '169.254.169.254'],
      'here.example': ['127.0.0.1'], 'mapped.example': ['::ffff:10.0.0.1'], 'outside.example': ['203.0.113.1'],
      'localhost': ['127.0.0.1'], '127.0.0.1': ['127.0.0.1'],
    };
    const family = (address) => (address.includes(':') ? 6 : 4);
    dns.lookup = (host, options, found) => {
      const addresses = KNOWN[host.toLowerCase()] ?? [];
      const all = typeof options === 'object' && options.all === true;
      const heard = typeof options === 'function' ? options : found;
      if (all) heard(null, addresses.map((address) => ({ address, family: family(address) })));
      else heard(null, addresses[0], family(addresses[0] ?? ''));
    };
    const { guardLookups } = await import(${JSON.stringify(GUARD)});
    guardLookups(['inside.example', 'mixed.example', 'here.example', 'mapped.example', 'outside.example']);
    const codeOf = (error) => error.code ?? error.cause?.code ?? error.errors?.[0]?.code ?? error.name;
    ${script}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', source]);
  return stdout.trim();
}

const PRIVATE = ['inside.example', 'mixed.example', 'here.example', 'mapped.example', 'INSIDE.example'];

describe('a guarded host', () => {
  it.each([
    ['fetch', `(host) => fetch('https://' + host, { signal: AbortSignal.timeout(500) })`],
    [
      'https',
      `(host) => new Promise((_, reject) => get('https://' + host, { timeout: 500 }).on('error', reject).on('timeout', () => reject(new Error('late'))))`,
    ],
    [
      'a socket',
      `(host) => new Promise((_, reject) => { const s = connect({ host, port: 443 }).on('error', reject); setTimeout(() => { s.destroy(); reject(new Error('late')); }, 500); })`,
    ],
    [
      'a look-up',
      `(host) => promisify(lookup)(host, { all: true }).then(() => { throw new Error('found') })`,
    ],
  ])('is not connected to at a private address by %s', async (_client, ask) => {
    const out = await run(`
      import { get } from 'node:https';
      import { connect } from 'node:net';
      import { lookup } from 'node:dns';
      import { promisify } from 'node:util';
      const ask = ${ask};
      const codes = await Promise.all(${JSON.stringify([...PRIVATE, 'outside.example'])}.map((host) => ask(host).catch(codeOf)));
      console.log(codes.join());
      process.exit(0);`);
    const codes = out.split(',');
    expect(codes.slice(0, PRIVATE.length)).toEqual(PRIVATE.map(() => 'EPRIVATE'));
    expect(codes.at(-1)).not.toBe('EPRIVATE');
  });

  it('leaves other names alone', async () => {
    const out = await run(`
      import { createServer } from 'node:http';
      const server = createServer((_, answer) => answer.end('here')).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
            console.log(await (await fetch('http://localhost:' + server.address().port)).text());
      process.exit(0);`);
    expect(out).toBe('here');
  });
});

describe('guarded hosts', () => {
  it('are the services and the CDN in production, without those that are listed', () => {
    const env = {
      NODE_ENV: 'production',
      GITHUB_API_URL: 'https://GHE.example.com/api/v3',
      GCS_API_URL: 'http://127.0.0.1:9000',
      CDN_PROBE_URLS: 'https://a.example, https://[2001:db8::1]',
      NAVI_ALLOWED_PRIVATE_HOSTS: 'storage.googleapis.com, a.example',
    };
    const hosts = guardedHosts(env, 'cdn.example');
    expect(hosts).toEqual(
      expect.arrayContaining(['ghe.example.com', 'cdn.example', 'slack.com', 'hooks.slack.com']),
    );
    for (const left of ['storage.googleapis.com', 'a.example', '127.0.0.1'])
      expect(hosts).not.toContain(left);
    expect(guardedHosts({ ...env, NODE_ENV: 'test' }, 'cdn.example')).toEqual([]);
  });
});

describe('a private address', () => {
  it.each([
    '10.0.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
  ])('is %s', (address) => expect(createPrivateCheck()(address)).toBe(true));

  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2001:4860:4860::8888', 'example.com', ''])(
    'is not %s',
    (address) => expect(createPrivateCheck()(address)).toBe(false),
  );
});
