import { z } from 'zod';

const Version = z.looseObject({
  version: z.string().optional(),
  deprecated: z.string().optional(),
  dist: z.looseObject({ tarball: z.string(), integrity: z.string().optional() }),
});

/** The fields of a packument, full or abbreviated, that our proxy reads; the rest passes through. */
export const Packument = z.looseObject({
  name: z.string(),
  _rev: z.string().optional(),
  versions: z.record(z.string(), Version),
  'dist-tags': z.record(z.string(), z.string()),
  time: z.record(z.string(), z.string()).optional(),
});
export type Packument = z.infer<typeof Packument>;

/** What a reader may see of a package now. */
export interface Sight {
  isVisible: (version: string) => boolean;
  /** The version that a reader sees behind a tag. */
  tagOf: (tag: string, version: string) => string | undefined;
}

/** The packument of a replica that does not have the newest versions yet, with our own tarball addresses. */
export function seenBy(packument: Packument, sight: Sight, doorUrl: string): Packument {
  const visible = Object.entries(packument.versions).filter(([version]) => sight.isVisible(version));
  const time = Object.entries(packument.time ?? {}).filter(
    ([key]) => !(key in packument.versions) || sight.isVisible(key),
  );
  return {
    ...packument,
    versions: Object.fromEntries(
      visible.map(([version, manifest]) => [version, withTarball(manifest, packument.name, doorUrl)]),
    ),
    'dist-tags': seenTags(packument['dist-tags'], sight),
    ...(packument.time === undefined ? {} : { time: Object.fromEntries(time) }),
  };
}

export function seenTags(tags: Readonly<Record<string, string>>, sight: Sight): Record<string, string> {
  const seen = Object.entries(tags).flatMap(([tag, version]) => {
    const value = sight.tagOf(tag, version);
    return value === undefined ? [] : [[tag, value]];
  });
  return Object.fromEntries(seen);
}

function withTarball(manifest: z.infer<typeof Version>, name: string, doorUrl: string) {
  const file = manifest.dist.tarball.split('/').at(-1);
  return { ...manifest, dist: { ...manifest.dist, tarball: `${doorUrl}/${name}/-/${file}` } };
}
