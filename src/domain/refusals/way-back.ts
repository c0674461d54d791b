import type { Catalogue } from './catalogue.ts';

const keepers = 'an administrator of the Google Cloud project';

/** Why a release could not be taken back. */
export const OF_WAY_BACK = {
  'pointer-kept': ({ path, why, cure }) => ({
    text: `${path} could not be moved back: ${why}.`,
    who: keepers,
    next: `Run ${cure} and ask again.`,
  }),
  'way-back-missing': ({ version, missing }) => ({
    text: `A rollback of this release would go back to v${version}, which is not whole: ${missing.join(', ')}.`,
    who: 'an owner of Navi',
    next: `Restore what is missing and ask again. What cannot be restored: put v${version} into quarantine, and the way back is an older version.`,
  }),
  'right-refused': ({ right, detail, bucket, urlMap }) => ({
    text: `Navi lacks a right that a release and its rollback need: ${detail}.`,
    who:
      right === 'npm-token'
        ? keepers
        : right.startsWith('dist-tags:')
          ? 'a maintainer of the npm package'
          : keepers,
    next: `${cureOf(right, { bucket, urlMap })} The right is being tried again; ask once more in a minute.`,
  }),
} satisfies Partial<Catalogue>;

function cureOf(right: string, { bucket, urlMap }: { bucket: string; urlMap: string }): string {
  if (right === 'bucket') return `Grant Navi's account a role with it on gs://${bucket}.`;
  if (right === 'url-map')
    return `Grant Navi's account a role with compute.urlMaps.invalidateCache on the URL map ${urlMap}.`;
  if (right === 'npm-token')
    return 'Make a new granular token on npmjs.com (read and write, the released packages, bypass 2FA), set NPM_TOKEN and restart Navi.';
  return 'Give Navi an npm token that may write this package.';
}
