import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Fault } from '../kernel/faults.ts';
import { keptIn } from '../kernel/keep.ts';
import { createKernel, type Kernel } from '../kernel/kernel.ts';
import { createWorldClock, type WorldClock } from '../kernel/world-clock.ts';
import { addNpmControl } from './control.ts';
import { exchange } from './exchange.ts';
import { createKeys } from './keys.ts';
import { createLag } from './lag.ts';
import { listTokens } from './list-tokens.ts';
import { createOwnership, maintainer } from './ownership.ts';
import { listForPanel } from './panel.ts';
import { type Place, refuse } from './place.ts';
import { getDistTags, getDownloads, getPackument, getTarball, getVisibility, whoami } from './reads.ts';
import { type RegistryChild, startRegistry } from './registry-child.ts';
import { createGranularTokens } from './tokens.ts';
import { createTrust, type TrustedPublisher } from './trust.ts';
import { deletePackage, deleteTarball, putRevision } from './unpublish.ts';
import { createUpstream } from './upstream.ts';
import { deleteDistTag, putDistTag, putPackument } from './writes.ts';

export interface NpmOptions {
  /** Users to be made; each gets a token. */
  users?: readonly string[];
  /** 0, the default, picks a free one. */
  port?: number;
  /** The folder that stores packages between starts; without it they are lost when the simulator ends. */
  dataDir?: string;
  /** The world's time; default: a clock of its own. */
  clock?: WorldClock;
  /** The trusted publisher of packages; `POST /_control/trust` sets another. Default: none. */
  trustedPublishers?: readonly TrustedPublisher[];
  /** The address of the issuer of identity tokens. */
  issuer?: () => string;
}

export interface SimulatedNpm {
  url: string;
  /** By user. */
  tokens: Record<string, string>;
  /** Stores the present registry as the state to which `POST /_control/reset` returns. */
  markBeginning(): void;
  close(): Promise<void>;
}

/**
 * A simulated npm registry: verdaccio as a child process behind a proxy of ours that adds npmjs's strictness, lag and
 * faults. Pace: `npmLagSeconds` (0; how long readers do not see a new version), `npmLagTarballOnly` (false; metadata
 * shows at once, the tarball is late), `npmStaleRevConflict` (true; a write with an old `_rev` is a 409),
 * `npmRestricted` (''; the packages that are not public, with spaces between). A fault of kind `error` with status
 * 401 and error `otp` asks for a one-time password.
 */
export async function startNpm(options: NpmOptions = {}): Promise<SimulatedNpm> {
  const { users = ['navi', 'workflow'], clock = createWorldClock(), trustedPublishers = [] } = options;
  const { now } = clock;
  const dir =
    options.dataDir === undefined ? mkdtempSync(join(tmpdir(), 'navi-npm-')) : join(options.dataDir, 'npm');
  const home = createHome(dir);
  const pace = { npmLagSeconds: 0, npmLagTarballOnly: false, npmStaleRevConflict: true, npmRestricted: '' };
  const lag = createLag({
    file: join(home.live, LAG),
    now,
    seconds: () => pace.npmLagSeconds,
    isTarballOnly: () => pace.npmLagTarballOnly,
  });
  const registry: RegistryChild = await startRegistry(home.live, clock);
  const tokenSource = { url: registry.url, file: join(home.live, 'tokens.json') };
  const tokens = await tokensOf(users, tokenSource);
  const trust = createTrust(trustedPublishers, now);
  const granular = createGranularTokens(tokens, now);
  const ownership = createOwnership({ file: join(home.live, OWNERSHIP), users, now });
  const kernel = createKernel({
    name: 'npm',
    clock,
    requestIdHeader: 'cf-ray',
    pace,
    state: async () => ({ packages: await listForPanel(join(home.live, 'storage'), lag) }),
    // Verdaccio reads its storage for each call, so it needs no restart: that would take over a second.
    reset: () => {
      home.restore();
      lag.clear();
      ownership.clear();
      trust.clear();
      granular.reset();
    },
    renderError: renderFault,
    renderUnbuilt: (what) => refuse(405, what),
  });
  home.markIfNew();
  addNpmControl(kernel, trust, granular);
  let url = '';
  addCalls(kernel, {
    upstream: createUpstream(() => registry.url, granular.isDead),
    lag,
    tokens: granular,
    trust,
    ownership,
    keys: createKeys(join(home.live, 'keys.json')),
    issuer: options.issuer ?? (() => ''),
    trustedToken: async () => (await tokensOf([TRUSTED_USER], tokenSource))[TRUSTED_USER] ?? '',
    now,
    url: () => url,
    isStaleRevConflict: () => pace.npmStaleRevConflict,
    isRestricted: (name) => pace.npmRestricted.split(' ').includes(name),
  });
  const listening = await kernel.listen(options.port);
  url = listening.url;
  return {
    url,
    tokens,
    markBeginning: home.mark,
    close: async () => {
      await listening.close();
      await registry.stop();
      if (options.dataDir === undefined) rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The user under which a trusted publisher writes to verdaccio; made at the first request. */
const TRUSTED_USER = 'github-actions';

const LAG = 'lag.json';
const OWNERSHIP = 'ownership.json';

/** The folder verdaccio works in, and the copy from which `reset` restores packages and what readers have seen. */
function createHome(dir: string) {
  const live = join(dir, 'live');
  const beginning = join(dir, 'beginning');
  mkdirSync(live, { recursive: true });
  const replace = (from: string, to: string) => {
    rmSync(to, { recursive: true, force: true });
    cpSync(from, to, { recursive: true });
  };
  return {
    live,
    mark: () => replace(live, beginning),
    markIfNew: () => {
      if (!existsSync(beginning)) replace(live, beginning);
    },
    restore: () => {
      replace(join(beginning, 'storage'), join(live, 'storage'));
      for (const file of [LAG, OWNERSHIP]) {
        rmSync(join(live, file), { force: true });
        if (existsSync(join(beginning, file))) cpSync(join(beginning, file), join(live, file));
      }
    },
  };
}

interface TokenSource {
  url: string;
  file: string;
}

async function tokensOf(
  users: readonly string[],
  { url, file }: TokenSource,
): Promise<Record<string, string>> {
  const kept = keptIn<Record<string, string>>(file);
  const tokens = kept.read() ?? {};
  for (const name of users) tokens[name] ??= await register(url, name);
  kept.write(tokens);
  return tokens;
}

async function register(url: string, name: string): Promise<string> {
  const answer = await fetch(`${url}/-/user/org.couchdb.user:${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: `simulated-${name}` }),
  });
  return z.object({ token: z.string() }).parse(await answer.json()).token;
}

/** npm's client reads a 401 with `www-authenticate: OTP` as a request for a one-time password (`EOTP`). */
function renderFault(fault: Fault, status: number): Response {
  const isOtp = status === 401 && fault.error?.toLowerCase() === 'otp';
  const error = isOtp
    ? 'You must provide a one-time pass. Upgrade your client to npm@latest in order to use 2FA.'
    : (fault.error ?? 'simulated fault');
  return Response.json({ error }, { status, headers: isOtp ? { 'www-authenticate': 'OTP' } : {} });
}

/** A package's name as one segment, plain or with its slash escaped, and as two. */
const PACKAGE = ['/:name{[^@_-][^/]*}', '/:name{@[^/]+%2[fF][^/]+}', '/:scope{@[^/%]+}/:bare{[^/]+}'];

function addCalls(kernel: Kernel, place: Place): void {
  type Handle = (place: Place, c: Context) => Promise<Response>;
  const call = (name: string, [method, path]: [string, string], handle: Handle) =>
    kernel.route(name, method, path, (c) => handle(place, c));
  const pass: Handle = (_, c) => place.upstream.forward(c);

  call('whoami', ['GET', '/-/whoami'], whoami);
  call('tokens.list', ['GET', '/-/npm/v1/tokens'], listTokens);
  call('ping', ['GET', '/-/ping'], pass);
  call('user.put', ['PUT', '/-/user/:user'], async (_, c) =>
    place.upstream.forward(c, Buffer.from(await c.req.arrayBuffer())),
  );
  call('user.get', ['GET', '/-/user/:user'], async (_, c) =>
    c.json(maintainer((c.req.param('user') ?? '').replace(/^org\.couchdb\.user:/, ''))),
  );
  call('keys.get', ['GET', '/-/npm/v1/keys'], async (_, c) => c.json(place.keys.published()));
  call('audit', ['POST', '/-/npm/v1/security/advisories/bulk'], async (_, c) => c.json({}));
  for (const pack of PACKAGE) {
    call('oidc.exchange', ['POST', `/-/npm/v1/oidc/token/exchange/package${pack}`], exchange);
    call('visibility.get', ['GET', `/-/package${pack}/visibility`], getVisibility);
    call('dist-tags.get', ['GET', `/-/package${pack}/dist-tags`], getDistTags);
    call('dist-tag.put', ['PUT', `/-/package${pack}/dist-tags/:tag`], putDistTag);
    call('dist-tag.delete', ['DELETE', `/-/package${pack}/dist-tags/:tag`], deleteDistTag);
    call('downloads.get', ['GET', `/downloads/point/:period${pack}`], getDownloads);
    call('tarball.get', ['GET', `${pack}/-/:file`], getTarball);
    call('packument.put', ['PUT', pack], putPackument);
    call('revision.put', ['PUT', `${pack}/-rev/:rev`], putRevision);
    call('package.delete', ['DELETE', `${pack}/-rev/:rev`], deletePackage);
    call('tarball.delete', ['DELETE', `${pack}/-/:file/-rev/:rev`], deleteTarball);
    call('packument.get', ['GET', pack], getPackument);
    call('packument.get', ['GET', `${pack}/:version`], getPackument);
  }
}
