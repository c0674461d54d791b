import { type Catalogue, MAINTAINERS } from './catalogue.ts';

/** Why the packages of a commit cannot be released. */
export const OF_PACKAGES = {
  'package-missing': ({ package: name, file }) => ({
    text: `${name} has no readable ${file} in this commit.`,
    who: MAINTAINERS,
    next: 'Restore the file, or remove the package from the configuration.',
  }),
  'release-file-unreadable': ({ problem }) => ({
    text: `navi.release.json cannot be read in this commit: ${problem}.`,
    who: MAINTAINERS,
    next: 'Correct the file and merge it.',
  }),
  'package-lists-differ': ({ differences }) => ({
    text: `The lists of packages differ: ${differences.join('; ')}.`,
    who: MAINTAINERS,
    next: 'Make the configuration, navi.release.json and the workspace name the same packages, then ask again.',
  }),
  'package-privacy': ({ file, ships, wanted }) => ({
    text: `${file} must ${wanted ? '' : 'not '}be private: ${ships === 'none' ? 'it is not published' : `it ships to ${ships === 'cdn' ? 'the CDN' : 'npm'}`}.`,
    who: MAINTAINERS,
    next: wanted ? 'Set "private": true and merge it.' : 'Remove "private" and merge it.',
  }),
  'package-access-widens': ({ package: name, file }) => ({
    text: `${name} is restricted on npm, and publishConfig.access in ${file} would make all its versions public.`,
    who: MAINTAINERS,
    next: 'Set publishConfig.access to "restricted" and merge it; or, if it may be public, run "npm access set status=public" first.',
  }),
  'package-registry': ({ file, registry, ours }) => ({
    text: `${file} would be published to ${registry}; Navi and the release workflow use ${ours}.`,
    who: MAINTAINERS,
    next: 'Remove the registry from publishConfig and merge it.',
  }),
  'dependency-disagrees': ({ package: name, dependency, wants, has }) => ({
    text: `${name} wants ${dependency} ${wants}, but this commit has ${has}.`,
    who: MAINTAINERS,
    next: `Correct the range in ${name} and merge it.`,
  }),
  'range-not-servable': ({ package: name, dependency, wants }) => ({
    text: `${name} wants ${dependency} as "${wants}", which cannot be installed from a registry.`,
    who: MAINTAINERS,
    next: 'Write a version range such as ^1.2.0, and merge it: the packages are packed unchanged.',
  }),
  'release-order': ({ package: name, dependency, list }) => ({
    text: `${dependency} must come before ${name}, which needs it, in ${list}.`,
    who: MAINTAINERS,
    next: `Change the order in ${list}.`,
  }),
  'changelog-missing': ({ file, version }) => ({
    text: `${file} has no entry for ${version}.`,
    who: MAINTAINERS,
    next: `Add a heading "## ${version}" and merge it.`,
  }),
  'changeset-left': ({ files }) => ({
    text: `${files.slice(0, 5).join(', ')}${files.length > 5 ? ` and ${files.length - 5} more` : ''} ${files.length === 1 ? 'is' : 'are'} not applied: the change has no version yet.`,
    who: MAINTAINERS,
    next: 'Run changeset version and merge the result.',
  }),
} satisfies Partial<Catalogue>;
