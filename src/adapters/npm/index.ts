import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Receipt } from '../../ports/receipt.ts';
import { NO_SUCH_VERSION, type Registry } from '../../ports/registry.ts';
import { type RegistryOptions, runCall, send } from './call.ts';
import { failure, normalise } from './errors.ts';
import { ownToken } from './own-token.ts';
import { PACKUMENT_LIMIT, Packument, pathOf, publishedFrom, versionIn, withTextOnly } from './packument.ts';
import { createQueues } from './queues.ts';
import { scriptsIn } from './unpack.ts';

export type NpmOptions = RegistryOptions;

/** The port's limit of a tarball. Bytes. */
const TARBALL_LIMIT = 64 * 1024 * 1024;
/** What is unpacked is kept in memory. Bytes. */
const UNPACKED_LIMIT = 16 * 1024 * 1024;
/** The default of npm's own libraries. */
const NPM = 'https://registry.npmjs.org/';
const ANSWER_LIMIT = 1_000_000;
const Visibility = z.object({ public: z.boolean() });
/**
 * Bypasses every cache and reads the registry's own copy, with the revision against which a write is checked, as
 * npm's client does before it writes (docs/services.md, npm).
 */
const OWN_COPY = { write: 'true' };

/**
 * The npm registry. Writes to one package wait for each other, because a deprecation sends the whole packument back
 * and would undo a dist-tag that moved in between (docs/services.md, npm).
 */
export function createNpm(options: NpmOptions): Registry {
  const { deadlineMs } = options;
  const inTurn = createQueues();

  async function readPackument(
    name: string,
    read: { call: keyof Registry; signal: AbortSignal; query?: Readonly<Record<string, string>> },
  ): Promise<Packument | undefined> {
    const sent = send(options, { path: pathOf(name), maxBytes: PACKUMENT_LIMIT, ...read });
    const found = await orUndefined(sent);
    return found === undefined ? undefined : Packument.parse(parseJson(found.text));
  }

  /** Downloads a version's tarball; undefined where the registry has none. */
  async function download(
    { call, name, version }: { call: keyof Registry; name: string; version: string },
    read: { signal: AbortSignal; maxBytes: number; onBytes: (bytes: Uint8Array) => void },
  ): Promise<{ integrity: string; size: number } | undefined> {
    const packument = await readPackument(name, { call, signal: read.signal });
    const address = versionIn(packument, version)?.dist.tarball;
    if (address === undefined) return undefined;
    if (!/^https?:\/\//.test(address))
      throw failure(call, 'refused', { problem: `${name}@${version} names no address of its tarball` });
    const hash = createHash('sha512');
    let size = 0;
    const onBytes = (bytes: Uint8Array) => {
      size += bytes.length;
      hash.update(bytes);
      read.onBytes(bytes);
    };
    if ((await orUndefined(send(options, { ...read, call, path: address, onBytes }))) === undefined)
      return undefined;
    return { integrity: `sha512-${hash.digest('base64')}`, size };
  }

  async function readScripts(
    { integrity, marker, ...what }: Parameters<Registry['scripts']>[0],
    signal: AbortSignal,
  ): ReturnType<Registry['scripts']> {
    const chunks: Uint8Array[] = [];
    const onBytes = (bytes: Uint8Array) => void chunks.push(bytes);
    const read = { signal, maxBytes: UNPACKED_LIMIT, onBytes };
    const found = await download({ call: 'scripts', ...what }, read);
    if (found === undefined) return undefined;
    if (found.integrity !== integrity) return { is: 'other-bytes', integrity: found.integrity };
    return { is: 'read', scripts: await scriptsIn(Buffer.concat(chunks), marker, signal) };
  }

  /** The call of `npm access get status`. A registry without it, or without the right to it, refuses. */
  async function readVisibility(name: string, signal: AbortSignal) {
    const path = `/-/package${pathOf(name)}/visibility`;
    try {
      const { text } = await send(options, { call: 'visibility', path, signal, maxBytes: ANSWER_LIMIT });
      const read = Visibility.safeParse(parseJson(text));
      if (!read.success) return undefined;
      return read.data.public ? ('public' as const) : ('restricted' as const);
    } catch (error) {
      if (normalise('visibility', error).facts.kind === 'refused') return undefined;
      throw error;
    }
  }

  async function putDeprecation(
    { name, version, message }: Parameters<Registry['deprecate']>[0],
    signal: AbortSignal,
  ): Promise<Receipt> {
    const packument = await readPackument(name, { call: 'deprecate', signal, query: OWN_COPY });
    const found = versionIn(packument, version);
    if (packument === undefined || found === undefined) throw unknownVersion(name, version);
    const versions = { ...withTextOnly(packument.versions), [version]: { ...found, deprecated: message } };
    const body = JSON.stringify({ ...packument, versions });
    return put('deprecate', { path: pathOf(name), body, signal });
  }

  /** The deadline includes the wait for its turn, and nothing is sent after it. */
  function write(call: keyof Registry, name: string, work: (signal: AbortSignal) => Promise<Receipt>) {
    return runCall({ name: call, effect: 'write', deadlineMs }, (signal) =>
      inTurn(name, async () => {
        signal.throwIfAborted();
        return work(signal);
      }),
    );
  }

  async function put(
    call: keyof Registry,
    request: { path: string; body: string; signal: AbortSignal },
  ): Promise<Receipt> {
    const { requestId } = await send(options, { call, method: 'PUT', maxBytes: ANSWER_LIMIT, ...request });
    return { requestIds: requestId === undefined ? [] : [requestId] };
  }

  return {
    address: options.registryUrl ?? NPM,
    package: (name) =>
      runCall({ name: 'package', effect: 'read', deadlineMs }, async (signal) => {
        const packument = await readPackument(name, { call: 'package', signal });
        return packument === undefined ? undefined : publishedFrom(packument);
      }),
    primary: (name) =>
      runCall({ name: 'primary', effect: 'read', deadlineMs }, async (signal) => {
        const packument = await readPackument(name, { call: 'primary', signal, query: OWN_COPY });
        return packument === undefined ? undefined : publishedFrom(packument);
      }),
    tarball: (name, version) =>
      runCall({ name: 'tarball', effect: 'read', deadlineMs }, (signal) =>
        download({ call: 'tarball', name, version }, { signal, maxBytes: TARBALL_LIMIT, onBytes: () => {} }),
      ),
    scripts: (what) =>
      runCall({ name: 'scripts', effect: 'read', deadlineMs }, (signal) => readScripts(what, signal)),
    token: () =>
      runCall({ name: 'token', effect: 'read', deadlineMs }, (signal) => ownToken(options, signal)),
    visibility: (name) =>
      runCall({ name: 'visibility', effect: 'read', deadlineMs }, (signal) => readVisibility(name, signal)),
    moveDistTag: ({ name, tag, version }) =>
      write('moveDistTag', name, async (signal) => {
        const path = `/-/package${pathOf(name)}/dist-tags/${encodeURIComponent(tag)}`;
        return put('moveDistTag', { path, body: JSON.stringify(version), signal });
      }),
    deprecate: (what) => write('deprecate', what.name, (signal) => putDeprecation(what, signal)),
  };
}

function unknownVersion(name: string, version: string) {
  return failure('deprecate', 'refused', {
    problem: `${name} has no version ${version}`,
    code: NO_SUCH_VERSION,
  });
}

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (normalise('', error).facts.status === 404) return undefined;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
