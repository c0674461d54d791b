import type { Explained } from './message.ts';
import type { StrangerReason } from './person.ts';
import type { RefusalReason } from './refusal.ts';

type Reason<C extends RefusalReason['code']> = Extract<RefusalReason, { code: C }>;
type Catalogue = { [C in RefusalReason['code']]: (reason: Reason<C>) => Omit<Explained, 'code'> };

const STRANGERS: Record<StrangerReason, string> = {
  guest: 'guest accounts cannot use Navi',
  external: 'people from outside the organisation cannot use Navi',
  'foreign-team': 'people of another workspace cannot use Navi',
  bot: 'bots cannot use Navi',
  deactivated: 'this account is deactivated',
  unknown: 'Navi does not know this account',
};

const anyone = 'you';
const engineers = 'whoever merges to the default branch';

const CATALOGUE: Catalogue = {
  'unknown-command': ({ typed, meant }) => ({
    text: typed === '' ? 'No command was given.' : `There is no command "${typed}".`,
    who: anyone,
    next: meant === undefined ? 'Type /navi help to see what there is.' : `Did you mean /navi ${meant}?`,
  }),
  usage: ({ problem, usage, command }) => ({
    text: problem,
    who: anyone,
    next: `Usage: /navi ${usage}. More: /navi help ${command}`,
  }),
  'version-malformed': ({ typed, meant }) => ({
    text: `"${typed}" is not an exact version such as v1.2.0.`,
    who: anyone,
    next: meant === undefined ? 'Type the version in full, as v1.2.0.' : `Did you mean ${meant}?`,
  }),
  'version-prerelease': ({ version }) => ({
    text: `${version} is a prerelease; Navi moves neither the pointer nor latest for one, and does not release them yet.`,
    who: anyone,
    next: 'Release a version without a suffix, as v1.2.0.',
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
  'loader-version-differs': ({ loader, found, version }) => ({
    text: `${loader} has version ${found} in this commit, but ${version} was asked for.`,
    who: engineers,
    next: `Merge the version commit for ${version}, or ask for v${found}.`,
  }),
  'package-missing': ({ package: name, file }) => ({
    text: `${name} has no readable ${file} in this commit.`,
    who: engineers,
    next: 'Restore the file, or remove the package from the configuration.',
  }),
  'dependency-disagrees': ({ package: name, dependency, wants, has }) => ({
    text: `${name} wants ${dependency} ${wants}, but this commit has ${has}.`,
    who: engineers,
    next: `Correct the range in ${name} and merge it.`,
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
  'line-locked': ({ line, since, why }) => ({
    text: `${line} is locked for releases since ${since}: ${why}.`,
    who: 'whoever may roll back',
    next: `When the cause is mended, type /navi unlock ${line} <reason>.`,
  }),
  'line-unknown': ({ typed, known }) => ({
    text: `There is no line "${typed}".`,
    who: anyone,
    next: known.length === 0 ? 'Nothing is live yet.' : `Lines are ${known.join(', ')}.`,
  }),
  'line-not-locked': ({ line }) => ({
    text: `${line} is not locked, so there is nothing to open.`,
    who: 'nobody',
    next: 'Ask for the release: /navi release v1.2.3.',
  }),
  'no-target': ({ line }) => ({
    text: `Nothing is known on ${line} that it could go back to.`,
    who: 'the on-call engineer',
    next: 'Name a version whose pinned object is in the bucket, as /navi rollback v1.0.0.',
  }),
  'target-unknown': ({ version, known }) => ({
    text: `v${version} has no pinned object in the bucket, so its bytes cannot be given back.`,
    who: anyone,
    next:
      known.length === 0
        ? 'Look at the bucket: no version of this line is in it.'
        : `Name one of ${known.map((one) => `v${one}`).join(', ')}, as /navi rollback v${known[0]}.`,
  }),
  'target-faulty': ({ version, why }) => ({
    text: `v${version} was marked faulty: ${why}.`,
    who: anyone,
    next: 'Type /navi rollback alone for the known-good, or name another version.',
  }),
  'target-live': ({ version, line }) => ({
    text: `${line} is at v${version} already, on every surface.`,
    who: 'nobody',
    next: 'Type /navi status to see it; to go further back, name an older version.',
  }),
  'reason-needed': ({ why, command }) => ({
    text: `A reason is needed: ${why}. The owners will be called.`,
    who: anyone,
    next: `Type /navi ${command} --reason "…", or fill in the reason.`,
  }),
  'version-not-recorded': ({ version }) => ({
    text: `Navi has no record of v${version}.`,
    who: anyone,
    next: 'Type /navi history to see what was released.',
  }),
  'surface-held': ({ surface, operation, version, requester, approved }) => ({
    text: `${surface} is held by ${operation} (v${version}, asked for by ${requester}).`,
    who: approved ? requester : 'anybody who may request a release',
    next: approved
      ? 'Wait until it has ended (/navi status shows how far it is), or abandon it on its card if it has stopped.'
      : 'Retract it on its card, or ask again for the same line to replace it.',
  }),
  stranger: ({ why }) => ({
    text: `Nothing was done: ${STRANGERS[why]}.`,
    who: 'an owner of Navi',
    next: 'Ask to be listed under people in the configuration.',
  }),
  'permission-missing': ({ permission, roles }) => ({
    text: `You may not do this: "${permission}" needs the role ${roles.join(' or ')}.`,
    who: 'an owner of Navi',
    next: 'Ask somebody in that role, or ask for the role in the configuration.',
  }),
  'approver-role-missing': ({ roles }) => ({
    text: `Only ${roles.join(' or ')} may decide on this plan.`,
    who: roles.join(' or '),
    next: 'Ask one of them to look at the card.',
  }),
  'approver-is-requester': () => ({
    text: 'You asked for this release, so somebody else has to decide on it.',
    who: 'another approver',
    next: 'Ask another approver to look at the card; Retract takes it back.',
  }),
  'approval-not-needed': () => ({
    text: 'This plan needs no approval: it runs by itself.',
    who: 'nobody',
    next: 'Look at its card for how far it is.',
  }),
  'not-the-requester': ({ requester }) => ({
    text: `Only ${requester}, who asked for it, can retract it.`,
    who: requester,
    next: 'An approver can reject it instead.',
  }),
  'operation-unknown': ({ operation }) => ({
    text: `Navi knows no operation ${operation}.`,
    who: anyone,
    next: 'Type /navi status to see what is under way.',
  }),
  'already-decided': ({ operation, state }) => ({
    text: `${operation} is ${state} already, so this changed nothing.`,
    who: 'nobody',
    next: 'Look at its card for what happened.',
  }),
  'plan-outdated': ({ operation, revision, current }) => ({
    text: `You were looking at revision ${revision} of ${operation}; it is at revision ${current} now.`,
    who: anyone,
    next: 'Read the card again, then decide.',
  }),
  'plan-differs': ({ operation, given, current }) => ({
    text: `The plan of ${operation} is ${current}, not ${given.slice(0, 64)}.`,
    who: anyone,
    next: 'Read that plan, then decide on it by its first eight digits; status shows them.',
  }),
  'plan-changed': ({ operation, changes }) => ({
    text: `The facts behind ${operation} have changed: ${changes.join('; ')}.`,
    who: 'whoever may request a release',
    next: 'Press Plan again, or ask for the release again.',
  }),
  'plan-expired': ({ version }) => ({
    text: `The plan for v${version} has expired.`,
    who: 'whoever may request a release',
    next: `Press Plan again, or type /navi release v${version}.`,
  }),
  'card-not-ours': () => ({
    text: 'This button is not on a card that Navi posted here, so it was not believed.',
    who: 'nobody',
    next: 'Use the card in the release channel; /navi status shows what is under way.',
  }),
  'card-being-posted': () => ({
    text: 'This card has just been posted, and Navi does not know it yet, so the click did nothing.',
    who: 'nobody: it passes by itself',
    next: 'Press the button again in a moment.',
  }),
  'use-the-card': ({ operation }) => ({
    text: `In Slack ${operation} is decided on at its card, where it stands what the decision is about.`,
    who: anyone,
    next: 'Use the buttons of its card; these words are for the terminal.',
  }),
  'choice-not-offered': ({ operation, choice }) => ({
    text: `"${choice}" is not possible for ${operation} as it stands now.`,
    who: anyone,
    next: 'Read the card again: it shows what is possible.',
  }),
  'too-many-requests': ({ whose, lane, retryInSeconds }) => ({
    text:
      whose === 'person'
        ? 'You have asked for too much in a short time, so this was not done.'
        : 'Navi is asked for too much just now, so this was not done.',
    who: 'nobody: it passes by itself',
    next: `Try again in ${retryInSeconds} s.${lane === 'rollback' ? '' : ' /navi rollback has capacity of its own.'}`,
  }),
  'token-invalid': () => ({
    text: 'Your GitHub token did not prove who you are.',
    who: anyone,
    next: 'Set NAVI_TOKEN to your own token, or run gh auth login.',
  }),
  'neighbour-unreadable': ({ neighbour, problem }) => ({
    text: `${neighbour} could not be read, so nothing was decided: ${problem}.`,
    who: 'nobody here: it may pass by itself',
    next: 'Try again in a minute; if it stays so, look at its status page and at its credential.',
  }),
};

/** A refusal's sentence, who can clear it, and the next thing to type or click (DESIGN §1.5). Plain text, not escaped. */
export function explain(reason: RefusalReason): Explained {
  const entry = CATALOGUE[reason.code] as (reason: RefusalReason) => Omit<Explained, 'code'>;
  return { code: reason.code, ...entry(reason) };
}
