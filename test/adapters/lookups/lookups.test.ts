import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { addressGuard } from '../../../src/config/production.ts';
import { createPrivateCheck, isLoopbackName } from '../../../src/domain/private-address.ts';

const GUARD = fileURLToPath(new URL('../../../src/adapters/lookups/index.ts', import.meta.url));

/**
 * Runs this in a process of its own, since the guard is for a whole thread. Its resolver knows `inside.example` at a private
 * address, `mixed.example` at a public and a private one, `here.example` at this machine and `outside.example` at a public one.
 */
async function run(script: string): Promise<string> {
  const source = `
    import dns from 'node:dns';
    const KNOWN = {
      'inside.example': ['10.1.2.3'], 'elsewhere.example': ['192.168.1.1'], 'database.example': ['10.1.2.4'], 'mixed.example': ['203.0.113.1', '169.254.169.254'],
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
    const net = (await import('node:net')).default;
    const connected = [];
    const systemConnect = net.Socket.prototype.connect;
    net.Socket.prototype.connect = function (...argv) {
      const [first, second] = Array.isArray(argv[0]) ? argv[0] : argv;
      connected.push(String(typeof first === 'object' ? first.host : second));
      return Reflect.apply(systemConnect, this, argv);
    };
    const { guardAddresses } = await import(${JSON.stringify(GUARD)});
    const guard = {
      guarded: ['inside.example', 'mixed.example', 'here.example', 'mapped.example', 'outside.example'],
      allowed: ['database.example', '10.9.9.9'],
    };
    guardAddresses(guard);
    const codeOf = (error) => error.code ?? error.cause?.code ?? error.errors?.[0]?.code ?? error.name;
    ${script}`;
  // A thread is started as its process is: not from a text.
  const dir = await mkdtemp(join(tmpdir(), 'navi-guard-'));
  const file = join(dir, 'script.mjs');
  await writeFile(file, source);
  const { stdout } = await promisify(execFile)(process.execPath, [file]).finally(() =>
    rm(dir, { recursive: true, force: true }),
  );
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

  it('nor is any other private name or address, but what is allowed', async () => {
    const hosts = ['elsewhere.example', '169.254.169.254', '[fd00::1]', 'database.example', '10.9.9.9'];
    const out = await run(`
      const ask = (host) => fetch('http://' + host, { signal: AbortSignal.timeout(300) }).then(() => 'answered', codeOf);
      console.log((await Promise.all(${JSON.stringify(hosts)}.map(ask))).join());
      process.exit(0);`);
    const codes = out.split(',');
    expect(codes.slice(0, 3)).toEqual(['EPRIVATE', 'EPRIVATE', 'EPRIVATE']);
    expect(codes.slice(3)).not.toContain('EPRIVATE');
  });

  it('nor by a real client that a service redirects there', async () => {
    const out = await run(`
      import { createServer } from 'node:http';
      const at = (path) => ${JSON.stringify(new URL('../../../src/adapters/', import.meta.url).href)} + path;
      const { createGithub } = await import(at('github/index.ts'));
      const { createNpm } = await import(at('npm/index.ts'));
      const { createGcs } = await import(at('gcs/index.ts'));
      const { createCloudCdn } = await import(at('cloud-cdn/index.ts'));
      let asked = 0;
      const server = createServer((_, answer) => {
        asked += 1;
        answer.writeHead(302, { location: 'http://169.254.169.254/computeMetadata/v1/' }).end();
      }).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const url = 'http://127.0.0.1:' + server.address().port;
      const deadlineMs = 60_000;
      const github = createGithub({ baseUrl: url, auth: { token: 't' }, repository: { owner: 'o', name: 'n' }, deadlineMs });
      const npm = createNpm({ registryUrl: url, token: 't', deadlineMs });
      const gcs = createGcs({ baseUrl: url, bucket: 'b', projectId: 'p', deadlineMs });
      const cdn = createCloudCdn({ baseUrl: url, project: 'p', urlMap: 'm', host: 'h', addressGuard: guard, deadlineMs, idleMs: 1 });
      const calls = [() => github.defaultBranch(), () => npm.package('p'), () => gcs.list('v'), () => cdn.permissions(['x'])];
      const outcomes = [];
      for (const call of calls) {
        const before = asked;
        const outcome = await call().then(() => 'answered', (error) => error.facts?.kind ?? String(error));
        outcomes.push(asked === before ? 'not asked' : outcome === 'answered' ? outcome : 'failed');
      }
      console.log(JSON.stringify({ outcomes, connected: connected.filter((host) => host.startsWith('169.')) }));
      process.exit(0);`);
    const failed = ['failed', 'failed', 'failed', 'failed'];
    expect(JSON.parse(out)).toEqual({ outcomes: failed, connected: [] });
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
      DATABASE_URL: 'postgres://navi:x@db.internal/navi',
      HTTPS_PROXY: 'http://proxy.internal:3128',
    };
    const { guarded: hosts = [], allowed = [] } = addressGuard(env, 'cdn.example') ?? {};
    expect(allowed).toEqual(
      expect.arrayContaining(['a.example', '169.254.169.254', 'db.internal', 'proxy.internal']),
    );
    const withFile = { ...env, GOOGLE_APPLICATION_CREDENTIALS: '/c.json' };
    expect(addressGuard(withFile, 'cdn.example')?.allowed).not.toContain('169.254.169.254');
    expect(hosts).toEqual(
      expect.arrayContaining(['ghe.example.com', 'cdn.example', 'slack.com', 'hooks.slack.com']),
    );
    for (const left of ['storage.googleapis.com', 'a.example', '127.0.0.1'])
      expect(hosts).not.toContain(left);
    expect(addressGuard({ ...env, NODE_ENV: 'test' }, 'cdn.example')).toBeUndefined();
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
    '::ffff:a00:1',
    '::10.0.0.1',
    '64:ff9b::169.254.169.254',
    '64:FF9B::a9fe:a9fe',
    '64:ff9b:1::1',
    '2002:a9fe:a9fe::',
    '2002:0a00:0001:5::9',
    'fe80::1%eth0',
    'fec0::1',
    '192.0.0.8',
    '198.19.0.1',
    '255.255.255.255',
  ])('is %s', (address) => expect(createPrivateCheck()(address)).toBe(true));

  it.each([
    ...['8.8.8.8', '172.32.0.1', '100.128.0.1', '2001:4860:4860::8888', 'example.com', ''],
    ...['64:ff9b::8.8.8.8', '2002:808:808::', '2001:db8::a00:1', '::1', '127.0.0.1'],
  ])('is not %s', (address) => expect(createPrivateCheck()(address)).toBe(false));
});

describe('this machine', () => {
  it.each(['localhost', '::1', '127.8.9.1', '::ffff:127.0.0.1', '::FFFF:7f00:1'])('is %s', (host) =>
    expect(isLoopbackName(host)).toBe(true),
  );

  it.each(['64:ff9b::127.0.0.1', '::ffff:8.8.8.8', '127.0.0.1.evil.example'])('is not %s', (host) =>
    expect(isLoopbackName(host)).toBe(false),
  );
});
