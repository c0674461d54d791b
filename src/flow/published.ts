import type { Registry } from '../ports/registry.ts';

/** A version that the registry has. */
export interface Published {
  name: string;
  version: string;
  /** With whatever words: a person's count as well as ours. */
  isDeprecated: boolean;
}

/** Those of these versions that are in the registry's own copy, in their order. Throws `NeighbourError`. */
export async function publishedAmong(
  registry: Pick<Registry, 'primary'>,
  versions: readonly { name: string; version: string }[],
): Promise<Published[]> {
  const found = versions.map(async ({ name, version }): Promise<Published[]> => {
    const one = (await registry.primary(name))?.versions[version];
    return one === undefined ? [] : [{ name, version, isDeprecated: one.deprecated !== undefined }];
  });
  return (await Promise.all(found)).flat();
}

/** What of this is published and not deprecated. Throws `NeighbourError`. */
export async function stillOwed<T extends { name: string; version: string }>(
  registry: Pick<Registry, 'primary'>,
  owed: readonly T[],
): Promise<T[]> {
  const published = await publishedAmong(registry, owed);
  return owed.filter((one) =>
    published.some(
      ({ name, version, isDeprecated }) => name === one.name && version === one.version && !isDeprecated,
    ),
  );
}

/** `navi-core@1.2.0, navi-js@1.2.0`, with their scopes. */
export function namesOf(versions: readonly { name: string; version: string }[]): string {
  return versions.map(({ name, version }) => `${name}@${version}`).join(', ');
}
