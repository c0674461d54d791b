import type { Catalogue } from './catalogue.ts';

const CLOUD_ADMINS = 'an administrator of the Google Cloud project';

/** Why a release could not be rolled back. */
export const OF_WAY_BACK = {
  'pointer-kept': ({ path, why, cure }) => ({
    text: `${path} could not be moved back: ${why}.`,
    who: CLOUD_ADMINS,
    next: `Run ${cure} and try again.`,
  }),
  'way-back-missing': ({ version, missing }) => ({
    text: `A rollback of this release needs v${version}, which is incomplete: ${missing.join(', ')}.`,
    who: 'an owner of Navi',
    next: `Restore what is missing and try again. If it cannot be restored, type /navi quarantine v${version}: a rollback then uses an older version.`,
  }),
  'right-refused': ({ right, detail, bucket, urlMap }) => ({
    text: `Navi lacks a permission that a release and its rollback need: ${detail}.`,
    who:
      right === 'npm-token' || right.startsWith('dist-tags:')
        ? 'a maintainer of the npm package'
        : CLOUD_ADMINS,
    next: `${cureOf(right, { bucket, urlMap })} Navi checks the permission again; retry in a minute.`,
  }),
} satisfies Partial<Catalogue>;

function cureOf(right: string, { bucket, urlMap }: { bucket: string; urlMap: string }): string {
  if (right === 'bucket') return `Grant Navi's account a role with it on gs://${bucket}.`;
  if (right === 'url-map')
    return `Grant Navi's account a role with compute.urlMaps.invalidateCache on the URL map ${urlMap}.`;
  if (right === 'npm-token')
    return 'Make a new granular token on npmjs.com (read and write, the released packages, bypass 2FA), set NPM_TOKEN and restart Navi.';
  return 'Give Navi an npm token with write access to this package.';
}
