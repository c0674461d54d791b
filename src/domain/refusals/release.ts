import { anyone, type Catalogue } from './catalogue.ts';

const engineers = 'whoever merges to the default branch';

/** Why a version cannot be released. */
export const OF_RELEASES = {
  'version-malformed': ({ typed, meant }) => ({
    text: `"${typed}" is not an exact version: v, then major.minor.patch.`,
    who: anyone,
    next: meant === undefined ? 'Type the version in full, as vX.Y.Z.' : `Did you mean ${meant}?`,
  }),
  'version-prerelease': ({ version }) => ({
    text: `${version} is a prerelease; Navi moves neither the pointer nor latest for one, and does not release them yet.`,
    who: anyone,
    next: 'Release a version without a suffix, as vX.Y.Z.',
  }),
  'version-not-newer': ({ version, live, line }) => ({
    text: `${version} is not newer than ${live}, which is live on ${line}.`,
    who: anyone,
    next: `Release a version above ${live}; to go back, type /navi rollback.`,
  }),
  'already-released': ({ version, what }) => ({
    text: `${version} has been released already: ${what}.`,
    who: anyone,
    next: 'Cut a new patch version and ask for that: a published version cannot be replaced.',
  }),
  'commit-not-on-default-branch': ({ commit, branch }) => ({
    text: `The commit ${commit.slice(0, 7)} is not on ${branch}.`,
    who: engineers,
    next: `Merge it to ${branch}, or remove the tag if it was put on the wrong commit.`,
  }),
  'checks-missing': ({ commit }) => ({
    text: `None of the required checks has run on ${commit.slice(0, 7)}.`,
    who: engineers,
    next: 'Run the checks on this commit, or correct release.requiredChecks in the configuration.',
  }),
  'check-not-green': ({ check, state }) => ({
    text: `The required check "${check}" is ${state}.`,
    who: engineers,
    next: state === 'running' ? 'Wait until it has finished and ask again.' : 'Make it green and ask again.',
  }),
  'loader-version-differs': ({ loader, found, version, released }) => ({
    text: `${loader} has version ${found} in this commit, but ${version} was asked for.`,
    who: engineers,
    next:
      released === true
        ? `Merge the version commit for ${version}; v${found} has been released already.`
        : `Merge the version commit for ${version}, or ask for v${found}.`,
  }),
  'version-map-entry-missing': ({ version, file }) => ({
    text: `CDN_VERSION_MAP in ${file} has no entry "${version}": "v${version}".`,
    who: engineers,
    next: 'Add the entry and merge it.',
  }),
  'workflow-missing': ({ file }) => ({
    text: `The commit has no workflow ${file}.`,
    who: engineers,
    next: 'Add it, or correct repository.workflow in the configuration.',
  }),
  'workflow-second-trigger': ({ file, triggers }) => ({
    text: `${file} can also be started by ${triggers.join(', ')}, so a release could run twice.`,
    who: engineers,
    next: 'Leave workflow_dispatch as its only trigger.',
  }),
  'workflow-job-missing': ({ file, jobs }) => ({
    text: `${file} lacks the expected ${jobs.length === 1 ? 'job' : 'jobs'} ${jobs.join(', ')}.`,
    who: engineers,
    next: 'Restore them, or correct release.expectedJobs in the configuration.',
  }),
  'nothing-to-publish': () => ({
    text: 'Nothing in this commit differs from what is published.',
    who: engineers,
    next: 'Merge a version commit first, then ask again.',
  }),
  'surface-held': ({ surface, operation, version, requester, approved }) => ({
    text: `${surface} is held by ${operation} (v${version}, asked for by ${requester}).`,
    who: approved ? requester : 'anybody who may request a release',
    next: approved
      ? 'Wait until it has ended (/navi status shows how far it is), or abandon it on its card if it has stopped.'
      : 'Retract it on its card, or ask again for the same line to replace it.',
  }),
} satisfies Partial<Catalogue>;
