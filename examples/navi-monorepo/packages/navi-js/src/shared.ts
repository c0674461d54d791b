export const CDN_ORIGIN = 'https://cdn.awellhealth.com';

/** Every release of the loader that can be asked for by its version, and its folder on the CDN. */
export const CDN_VERSION_MAP = {
  '1.0.0': 'v1.0.0',
  '1.1.0': 'v1.1.0',
  '1.2.0': 'v1.2.0',
} as const;

export type LoaderVersion = keyof typeof CDN_VERSION_MAP;

/** The address of the loader: of this version, or the newest 1.x. */
export function loaderUrl(version?: string, origin: string = CDN_ORIGIN): string {
  if (version === undefined) return `${origin}/v1/navi-loader.js`;
  const folder = Object.entries(CDN_VERSION_MAP).find(([known]) => known === version)?.[1];
  if (folder === undefined)
    throw new RangeError(`There is no loader ${version}; known: ${Object.keys(CDN_VERSION_MAP).join(', ')}`);
  return `${origin}/${folder}/navi-loader.js`;
}
