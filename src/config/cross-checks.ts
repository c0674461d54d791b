import { ROLE_NAMES, ROLES } from '../domain/person.ts';
import { tooFewForOneMore, unsatisfied } from './approvals.ts';
import { milliseconds } from './duration.ts';
import type { ConfigProblem } from './problem.ts';
import type { RawConfig } from './raw.ts';
import { unknownCovers, unsignable } from './sign-offs.ts';

type At = (path: readonly PropertyKey[]) => string;

/** A write must end before its lease; the rest of a lease is for saving its intent. */
const MOST_OF_A_LEASE = 3 / 4;

/** The longest lease or claim. */
const LONGEST_HOLD_MS = 10 * 60_000;

/** Problems between settings. */
export function crossProblems(raw: RawConfig, at: At): ConfigProblem[] {
  return [
    ...packageFaults(raw, at),
    ...peopleFaults(raw, at),
    ...approvalFaults(raw, at),
    ...ruleFaults(raw, at),
    ...oneMoreFaults(raw, at),
    ...signOffFaults(raw, at),
    ...nameFaults(raw, at),
    ...deadlineFaults(raw, at),
    ...ownerFaults(raw, at),
  ];
}

function packageFaults({ packages }: RawConfig, at: At): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const loaders = packages.filter((one) => one.ships === 'cdn');
  if (loaders.length !== 1)
    problems.push({
      where: at(['packages']),
      problem: `${loaders.length} packages ship to the CDN, there must be one: its version is the release's`,
      fix: 'Set ships: cdn on the loader only.',
    });
  for (const field of ['name', 'dir'] as const)
    for (const i of repeated(packages.map((one) => one[field])))
      problems.push({
        where: at(['packages', i, field]),
        problem: `${packages[i]?.[field]} is listed twice`,
        fix: 'List each package once.',
      });
  return problems;
}

function peopleFaults({ people }: RawConfig, at: At): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const seen = new Map<string, string>();
  for (const [id, person] of Object.entries(people)) {
    const accounts = [person.slack, person.github?.toLowerCase()].filter((one) => one !== undefined);
    if (accounts.length === 0)
      problems.push({
        where: at(['people', id]),
        problem: `${id} has no account, so ${person.name} cannot use Navi`,
        fix: 'Add slack (a member id) or github (a login), or remove the person.',
      });
    for (const account of [
      ...accounts,
      ...(person.email === undefined ? [] : [person.email.toLowerCase()]),
    ]) {
      const other = seen.get(account);
      if (other !== undefined)
        problems.push({
          where: at(['people', id]),
          problem: `${account} is listed for ${other} and ${id}; all accounts of a person count as one`,
          fix: 'List each account once.',
        });
      seen.set(account, id);
    }
  }
  return problems;
}

/** The requester does not count as an approver. */
function approvalFaults({ people, permissions, release }: RawConfig, at: At): ConfigProblem[] {
  const withOneOf = (roles: readonly string[]) =>
    Object.keys(people).filter((id) => people[id]?.roles.some((role) => roles.includes(role)));
  const approvers = withOneOf(release.approverRoles);
  const requesters = withOneOf(permissions['request-release']);
  const most = Math.max(0, ...requesters.map((id) => approvers.filter((other) => other !== id).length));
  const problems: ConfigProblem[] = [];
  if (requesters.length === 0)
    problems.push({
      where: at(['permissions', 'request-release']),
      problem: 'no person has the permission to request a release',
      fix: `Give a person one of the roles ${permissions['request-release'].join(', ')}.`,
    });
  if (approvers.length < release.approvals || (requesters.length > 0 && most < release.approvals))
    problems.push({
      where: at(['release', 'approvals']),
      problem: `${release.approvals} approvals are wanted, but only ${Math.min(approvers.length, requesters.length > 0 ? most : approvers.length)} people can approve the request of another person`,
      fix: `Give more people one of the roles ${release.approverRoles.join(', ')}, or lower release.approvals.`,
    });
  return problems;
}

/** Every rule can be satisfied by others than the requester. */
function ruleFaults(raw: RawConfig, at: At): ConfigProblem[] {
  return unsatisfied(raw.approvals, raw).map(({ setting, missing }) => ({
    where: at(['approvals', setting]),
    problem: `approvals.${setting} cannot be satisfied: ${missing} is missing among the people besides the requester`,
    fix: 'Give more people this role, or change the rule.',
  }));
}

/** A plan that needs one more approver can be approved too. */
function oneMoreFaults(raw: RawConfig, at: At): ConfigProblem[] {
  const problem = tooFewForOneMore(raw.approvals, raw);
  if (problem === null) return [];
  return [
    {
      where: at(['approvals', 'oneMoreFor']),
      problem,
      fix: 'Give more people one of these roles, or leave approvals.oneMoreFor out.',
    },
  ];
}

/** A person can give every sign-off, and the packages that it covers are known. */
function signOffFaults({ signOffs, people, packages }: RawConfig, at: At): ConfigProblem[] {
  return [
    ...unsignable(signOffs, people).map(({ id, role }) => ({
      where: at(['signOffs', id]),
      problem: `signOffs.${id} cannot be given: no person is ${ROLE_NAMES[role].one}`,
      fix: 'Give a person this role, or name another role.',
    })),
    ...unknownCovers(signOffs, packages).map(({ id, name }) => ({
      where: at(['signOffs', id, 'covers']),
      problem: `signOffs.${id} covers ${name}, which is none of the packages`,
      fix: 'Write the name of a package as under packages, or a folder.',
    })),
  ];
}

function nameFaults({ cdn, npm, release, emergencies }: RawConfig, at: At): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (cdn.loader === cdn.manifest)
    problems.push({
      where: at(['cdn', 'manifest']),
      problem: `cdn.loader and cdn.manifest are both ${cdn.loader}`,
      fix: 'Give the release manifest a name of its own.',
    });
  if (npm.stagingTag === npm.liveTag)
    problems.push({
      where: at(['npm', 'stagingTag']),
      problem: `npm.stagingTag and npm.liveTag are both ${npm.liveTag}: what is published would be live at once`,
      fix: 'Give npm.stagingTag another name, such as next.',
    });
  // GitHub compares labels without their case.
  const labels = Object.entries(emergencies.labels);
  for (const i of repeated(labels.map(([, label]) => label.toLowerCase())))
    problems.push({
      where: at(['emergencies', 'labels', labels[i]?.[0] ?? '']),
      problem: `the label ${labels[i]?.[1]} stands for two kinds of emergencies`,
      fix: 'Give each kind a label of its own.',
    });
  const lists = {
    expectedJobs: release.expectedJobs,
    requiredChecks: release.requiredChecks.map((check) => `${check.name} of ${check.app}`),
  };
  for (const [list, names] of Object.entries(lists))
    for (const i of repeated(names))
      problems.push({
        where: at(['release', list, i]),
        problem: `${names[i]} is listed twice in release.${list}`,
        fix: 'List it once.',
      });
  return problems;
}

function deadlineFaults({ deadlines }: RawConfig, at: At): ConfigProblem[] {
  const { call, write, lease } = deadlines;
  const tooLong = (['lease', 'claim'] as const)
    .filter((name) => milliseconds(deadlines[name]) > LONGEST_HOLD_MS)
    .map((name) => ({
      where: at(['deadlines', name]),
      problem: `deadlines.${name} is ${deadlines[name]}: what an ended process held waits that long for another`,
      fix: `Set it to at most ${LONGEST_HOLD_MS / 60_000}m.`,
    }));
  const longest = milliseconds(lease) * MOST_OF_A_LEASE;
  if (milliseconds(write) >= milliseconds(call) && milliseconds(write) <= longest) return tooLong;
  return [
    ...tooLong,
    {
      where: at(['deadlines', 'write']),
      problem: `deadlines.write is ${write}: one write takes as long as one call (${call}), and has to end before the lease (${lease}) does`,
      fix: `Set it to ${call} or more, and at most ${longest / 1000}s.`,
    },
  ];
}

/** Every owner of what is measured is a role or a person. */
function ownerFaults({ monitoring, people }: RawConfig, at: At): ConfigProblem[] {
  const { owner, criteria } = monitoring;
  const owners = [
    { path: ['monitoring', 'owner'], owner },
    ...Object.entries(criteria).map(([id, one]) => ({
      path: ['monitoring', 'criteria', id, 'owner'],
      owner: one.owner ?? owner,
    })),
  ];
  return owners.flatMap(({ path, owner: name }) => {
    const isKnown = Object.hasOwn(people, name) || ROLES.some((role) => role === name);
    if (isKnown || (path.length > 2 && name === owner)) return [];
    return [
      {
        where: at(path),
        problem: `${path.join('.')}: ${name} is neither a role nor a person in people`,
        fix: `Write one of the roles ${ROLES.join(', ')}, or the name of a person in people.`,
      },
    ];
  });
}

/** The indexes of repeated names. */
function repeated(names: readonly string[]): number[] {
  return names.flatMap((name, i) => (names.indexOf(name) < i ? [i] : []));
}
