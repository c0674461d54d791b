import type { TokenExpiry } from '../../../src/domain/token-expiry.ts';
import {
  NO_SUCH_VERSION,
  type PublishedPackage,
  type PublishedVersion,
  type Registry,
} from '../../../src/ports/registry.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { type Knobs, withKnobs } from './knobs.ts';
import { sriOf } from './objects.ts';

interface FakePackage {
  distTags: Record<string, string>;
  versions: Record<string, PublishedVersion>;
  tarballs: Record<string, string>;
  unpublished: string[];
}

export interface FakeRegistry extends Registry, Knobs<keyof Registry> {
  /** Publishes as the workflow would. The tarball's bytes are `text`; the stated integrity is theirs unless another is given. */
  publish(what: { name: string; version: string; tag?: string; text?: string; integrity?: string }): void;
  /** Takes a version away, as its owner may within 72 hours. */
  unpublish(name: string, version: string): void;
  /** After each write from now on, this many reads of that package still see what was before it. */
  setLag(reads: number): void;
  /** Moves a tag as another writer would: no lag, not recorded. */
  moveTag(name: string, tag: string, version: string): void;
  /** When Navi's own token ends from now on. */
  expire(expiry: TokenExpiry): void;
  /** Who may install each package; what is not in it is public. */
  visibilities: Map<string, 'public' | 'restricted'>;
  /** The registry's own value, which readers may not see yet. */
  truth(name: string): PublishedPackage | undefined;
}

/** A registry in memory whose readers can lag behind its writers. */
export function createFakeRegistry(): FakeRegistry {
  const packages = new Map<string, FakePackage>();
  const stale = new Map<string, { was: FakePackage | undefined; reads: number }>();
  const visibilities: FakeRegistry['visibilities'] = new Map();
  let lag = 0;
  let expiry: TokenExpiry = { is: 'never' };

  function change(name: string, edit: (found: FakePackage) => void): void {
    const was = packages.get(name);
    const next = structuredClone(was ?? { distTags: {}, versions: {}, tarballs: {}, unpublished: [] });
    edit(next);
    packages.set(name, next);
    if (lag > 0 && !stale.has(name)) stale.set(name, { was, reads: lag });
  }

  function seen(name: string): FakePackage | undefined {
    const old = stale.get(name);
    if (old === undefined) return packages.get(name);
    old.reads -= 1;
    if (old.reads === 0) stale.delete(name);
    return old.was;
  }

  const port: Omit<FakeRegistry, keyof Knobs<keyof Registry>> = {
    address: 'https://registry.npmjs.org/',
    publish: ({ name, version, tag = 'latest', text = `${name}@${version}`, integrity }) =>
      change(name, (found) => {
        found.versions[version] = { integrity: integrity ?? sriOf('sha512', text) };
        found.tarballs[version] = text;
        found.distTags[tag] = version;
      }),
    unpublish: (name, version) =>
      change(name, (found) => {
        delete found.versions[version];
        found.unpublished.push(version);
      }),
    setLag: (reads) => {
      lag = reads;
    },
    moveTag: (name, tag, version) => {
      const found = packages.get(name);
      if (found !== undefined) found.distTags[tag] = version;
    },
    truth: (name) => published(packages.get(name)),
    token: async () => expiry,
    expire: (wanted) => {
      expiry = wanted;
    },
    package: async (name) => published(seen(name)),
    primary: async (name) => published(packages.get(name)),
    tarball: async (name, version) => {
      const text = seen(name)?.tarballs[version];
      return text === undefined
        ? undefined
        : { integrity: sriOf('sha512', text), size: Buffer.byteLength(text) };
    },
    // Its tarballs are texts without files.
    scripts: async ({ name, version, integrity }) => {
      const text = seen(name)?.tarballs[version];
      if (text === undefined) return undefined;
      const found = sriOf('sha512', text);
      return found === integrity ? { is: 'read', scripts: [] } : { is: 'other-bytes', integrity: found };
    },
    visibilities,
    visibility: async (name) => (packages.has(name) ? (visibilities.get(name) ?? 'public') : undefined),
    moveDistTag: async ({ name, tag, version }) => {
      requireVersion(packages, { name, version, call: 'moveDistTag' });
      change(name, (found) => {
        found.distTags[tag] = version;
      });
      return {};
    },
    deprecate: async ({ name, version, message }) => {
      requireVersion(packages, { name, version, call: 'deprecate' });
      change(name, (found) => {
        const { integrity = '' } = found.versions[version] ?? {};
        found.versions[version] = message === '' ? { integrity } : { integrity, deprecated: message };
      });
      return {};
    },
  };
  return withKnobs(
    'npm',
    port,
    ['package', 'primary', 'tarball', 'scripts', 'token', 'visibility', 'moveDistTag', 'deprecate'],
    ['moveDistTag', 'deprecate'],
  );
}

function published(found: FakePackage | undefined): PublishedPackage | undefined {
  if (found === undefined) return undefined;
  const { distTags, versions, unpublished } = found;
  return structuredClone({ distTags, versions, unpublished });
}

function requireVersion(
  packages: Map<string, FakePackage>,
  wanted: { name: string; version: string; call: string },
): void {
  if (Object.hasOwn(packages.get(wanted.name)?.versions ?? {}, wanted.version)) return;
  throw new ServiceError({
    service: 'npm',
    call: wanted.call,
    kind: 'refused',
    problem: `${wanted.name} has no version ${wanted.version}`,
    status: 404,
    code: wanted.call === 'deprecate' ? NO_SUCH_VERSION : 'E404',
  });
}
