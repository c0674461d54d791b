import { surfaceName } from '../surface.ts';
import { type Catalogue, MAINTAINERS } from './catalogue.ts';

/** Why a version cannot be released. */
export const OF_RELEASES = {
  'version-malformed': ({ typed, meant }) => ({
    text: `"${typed}" is not an exact version (vX.Y.Z).`,
    who: null,
    next: meant === undefined ? 'Type the version in full, as vX.Y.Z.' : `Did you mean ${meant}?`,
  }),
  'version-prerelease': ({ version }) => ({
    text: `${version} is a prerelease without a dist-tag of its own.`,
    who: null,
    next: 'Name the dist-tag in the version, as vX.Y.Z-beta.1.',
  }),
  'version-not-newer': ({ version, live, line: releaseLine }) => ({
    text: `${version} is not newer than ${live}, which is live on ${releaseLine}.`,
    who: null,
    next: `Release a version above ${live}. To go back, type /navi rollback.`,
  }),
  'already-released': ({ version, what }) => ({
    text: `${version} is already released: ${what}.`,
    who: null,
    next: 'Merge and release a new patch version: a published version cannot be replaced.',
  }),
  'commit-not-on-default-branch': ({ commit, branch }) => ({
    text: `The commit ${commit.slice(0, 7)} is not on ${branch}.`,
    who: MAINTAINERS,
    next: `Merge it to ${branch}, or delete the tag if it is on the wrong commit.`,
  }),
  'checks-missing': ({ commit }) => ({
    text: `None of the required checks has run on ${commit.slice(0, 7)}.`,
    who: MAINTAINERS,
    next: 'Run the checks on this commit, or correct release.requiredChecks in the configuration.',
  }),
  'check-not-green': ({ check, state }) => ({
    text: `The required check "${check}" is ${state}.`,
    who: MAINTAINERS,
    next:
      state === 'running' ? 'Wait until it has finished, then try again.' : 'Make it green, then try again.',
  }),
  'loader-version-differs': ({ loader, found, version, released }) => ({
    text: `${loader} has version ${found} in this commit; you requested ${version}.`,
    who: MAINTAINERS,
    next:
      released === true
        ? `Merge the version commit for ${version}; v${found} is already released.`
        : `Merge the version commit for ${version}, or release v${found}.`,
  }),
  'version-map-entry-missing': ({ version, file }) => ({
    text: `CDN_VERSION_MAP in ${file} has no entry "${version}": "v${version}".`,
    who: MAINTAINERS,
    next: 'Add the entry and merge it.',
  }),
  'workflow-missing': ({ file }) => ({
    text: `The commit has no workflow ${file}.`,
    who: MAINTAINERS,
    next: 'Add it, or correct repository.workflow in the configuration.',
  }),
  'workflow-second-trigger': ({ file, triggers }) => ({
    text: `${file} has more triggers (${triggers.join(', ')}), so a release could run twice.`,
    who: MAINTAINERS,
    next: 'Make workflow_dispatch its only trigger.',
  }),
  'workflow-job-missing': ({ file, jobs }) => ({
    text: `${file} lacks the expected ${jobs.length === 1 ? 'job' : 'jobs'} ${jobs.join(', ')}.`,
    who: MAINTAINERS,
    next: 'Restore them, or correct release.expectedJobs in the configuration.',
  }),
  'surface-held': ({ surface, operation, version, requester, approved }) => ({
    text: `${surfaceName(surface)} is reserved by ${operation} (v${version}, requested by ${requester}).`,
    who: approved ? null : requester,
    next: approved
      ? 'Add --queue to the request to wait for its turn (/navi status shows the progress). If it is paused, cancel it on its card.'
      : 'Withdraw it on its card, or request the same line again to replace it.',
  }),
} satisfies Partial<Catalogue>;
