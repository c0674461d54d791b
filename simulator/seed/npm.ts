import { z } from 'zod';
import type { Packed } from './packed.ts';

/** Milliseconds; a fault may never answer. */
const DEADLINE_MS = 30_000;

/** The simulated registry, and the user who writes to it. */
export interface Registry {
  npmUrl: string;
  npmToken: string;
}

const Packument = z.object({
  versions: z.record(z.string(), z.object({ dist: z.object({ integrity: z.string().optional() }) })),
});

/**
 * Publishes a packed package under a dist-tag, with the request that npm sends. `false` when the registry already has
 * these bytes; other bytes of the same version are an error.
 */
export async function publishPackage(registry: Registry, packed: Packed, tag: string): Promise<boolean> {
  const { name, version } = packed.manifest;
  const address = new URL(`/${name.replace('/', '%2f')}`, registry.npmUrl);
  const found = await publishedIntegrity(address, version);
  if (found === packed.integrity) return false;
  if (found !== undefined) throw new Error(`${name}@${version} is published with other bytes`);
  const answer = await fetch(address, {
    method: 'PUT',
    signal: AbortSignal.timeout(DEADLINE_MS),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${registry.npmToken}` },
    body: JSON.stringify(document(registry, packed, tag)),
  });
  if (!answer.ok) throw new Error(`publish of ${name}@${version}: ${answer.status} ${await answer.text()}`);
  return true;
}

async function publishedIntegrity(address: URL, version: string): Promise<string | undefined> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(DEADLINE_MS) });
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`${address.pathname}: ${answer.status} ${await answer.text()}`);
  return Packument.parse(await answer.json()).versions[version]?.dist.integrity;
}

/** The packument of one version with the tarball attached: what npm's `libnpmpublish` sends. */
function document({ npmUrl }: Registry, packed: Packed, tag: string): Record<string, unknown> {
  const { tarball, integrity, shasum, manifest } = packed;
  const { name, version } = manifest;
  const file = `${name}-${version}.tgz`;
  const dist = { integrity, shasum, tarball: new URL(`/${name}/-/${file}`, npmUrl).href };
  return {
    _id: name,
    name,
    access: 'public',
    'dist-tags': { [tag]: version },
    versions: { [version]: { ...manifest, _id: `${name}@${version}`, dist } },
    _attachments: {
      [file]: {
        content_type: 'application/octet-stream',
        data: tarball.toString('base64'),
        length: tarball.length,
      },
    },
  };
}
