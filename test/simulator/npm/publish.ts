import { createHash } from 'node:crypto';
import npmFetch from 'npm-registry-fetch';

/** How the registry's own client reaches one registry as one user. */
export function client(registry: string, token?: string) {
  const { host } = new URL(registry);
  return {
    registry,
    preferOnline: true,
    fetchRetries: 0,
    timeout: 10_000,
    ...(token === undefined ? {} : { [`//${host}/:_authToken`]: token }),
  };
}

export type Client = ReturnType<typeof client>;

export interface Publish {
  name: string;
  version: string;
  tag?: string;
  /** The tarball's bytes; else a text. */
  bytes?: Buffer;
}

/** The bytes of the tarball that `publish` brings for a version. */
export function tarballOf({ name, version, bytes }: Publish): Buffer {
  if (bytes !== undefined) return bytes;
  return Buffer.from(`tarball of ${name}@${version}`);
}

/** Publishes as `npm publish` does: the packument of one version with its tarball attached. */
export async function publish(opts: Client, what: Publish): Promise<void> {
  const { name, version, tag = 'latest' } = what;
  const bytes = tarballOf(what);
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  const shasum = createHash('sha1').update(bytes).digest('hex');
  const file = `${name}-${version}.tgz`;
  const dist = { integrity, shasum, tarball: `${opts.registry}/${name}/-/${file}` };
  await npmFetch(`/${name.replace('/', '%2f')}`, {
    ...opts,
    method: 'PUT',
    ignoreBody: true,
    body: {
      _id: name,
      name,
      'dist-tags': { [tag]: version },
      versions: { [version]: { name, version, _id: `${name}@${version}`, dist } },
      access: 'public',
      _attachments: {
        [file]: {
          content_type: 'application/octet-stream',
          data: bytes.toString('base64'),
          length: bytes.length,
        },
      },
    },
  });
}
