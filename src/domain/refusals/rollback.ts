import { type Catalogue, ON_CALL } from './catalogue.ts';

/** Why a release line cannot be rolled back or unlocked, and why a release cannot be stopped. */
export const OF_ROLLBACKS = {
  'line-locked': ({ line: releaseLine, since, why }) => ({
    text: `${releaseLine} is locked since ${since}: ${why}.`,
    who: ON_CALL,
    next: `When the cause is fixed, type /navi unlock ${releaseLine} <reason>.`,
  }),
  'line-unknown': ({ typed, known }) => ({
    text: `Unknown release line "${typed}".`,
    who: null,
    next: known.length === 0 ? 'Release a version first.' : `Release lines: ${known.join(', ')}.`,
  }),
  'line-not-locked': ({ line: releaseLine }) => ({
    text: `${releaseLine} is not locked.`,
    who: null,
    next: 'Type /navi release and the version.',
  }),
  'no-target': ({ line: releaseLine, named, quarantined }) => ({
    text: `No earlier verified version of ${releaseLine} to roll back to.`,
    who: ON_CALL,
    next: instead(releaseLine, named, quarantined),
  }),
  'target-unknown': ({ version, known }) => ({
    text: `v${version} has no pinned object in the bucket, so it cannot be restored.`,
    who: null,
    next:
      known.length === 0
        ? 'Release a fix: the bucket has no other version of this line.'
        : `The bucket has ${known.map((one) => `v${one}`).join(', ')}. Type /navi rollback v${known[0]}.`,
  }),
  'target-quarantined': ({ version, why, other }) => ({
    text: `v${version} is quarantined: ${why}.`,
    who: null,
    next: [
      ...(other === null ? [] : [`Type /navi rollback v${other}.`]),
      `If v${version} is safe, type ${endQuarantine(version)} and try again.`,
    ].join(' '),
  }),
  'target-unusable': ({ version, why, other }) => ({
    text: `v${version} cannot be restored: ${why}.`,
    who: null,
    next:
      other === null
        ? 'Put its pinned object back as it was, or release a fix.'
        : `Type /navi rollback v${other}.`,
  }),
  'target-never-live': ({ version, other }) => ({
    text: `v${version} was never live, so a rollback does not make it live: that takes a release, with its gates and approvals.`,
    who: null,
    next: other === null ? 'Type /navi release and a version.' : `Type /navi rollback v${other}.`,
  }),
  'target-live': ({ version, line: releaseLine }) => ({
    text: `${releaseLine} is already at v${version}, on the CDN and on npm.`,
    who: null,
    next: 'To go further back, type /navi rollback and an older version.',
  }),
  'reason-needed': ({ why, command }) => ({
    text: `A reason is needed: ${why}. Navi notifies the owners.`,
    who: null,
    next: `Type /navi ${command} --reason "…", or fill in the reason.`,
  }),
  'choose-what-to-stop': ({ stop, keeps, rollBack }) => ({
    text: `v${stop} is being released and has changed nothing for customers${keeps === null ? '' : ` (they have v${keeps})`}. Choose one.`,
    who: null,
    next: [
      `To stop v${stop}${keeps === null ? '' : ` (customers keep v${keeps})`}: /navi rollback --stop --yes`,
      ...(rollBack === null
        ? []
        : [
            `To stop it and roll ${rollBack.from === null ? 'back' : `v${rollBack.from} back`} to v${rollBack.to}: /navi rollback v${rollBack.to}${rollBack.needsReason ? ' --reason "…"' : ''} --yes`,
          ]),
    ].join('\n'),
  }),
  'nothing-to-stop': ({ asked, releases }) => ({
    text: notStoppable(asked, releases),
    who: null,
    next:
      releases.length === 0
        ? 'Type /navi status to see what is live.'
        : `Type one of ${releases.map((one) => `/navi stop v${one}`).join(', ')}.`,
  }),
  'too-late-to-stop': ({ version, to }) => ({
    text: `v${version} is reaching customers: it can be rolled back, not stopped.`,
    who: ON_CALL,
    next: `Type /navi rollback${to === null ? '' : ` v${to}`}.`,
  }),
  'version-not-recorded': ({ version }) => ({
    text: `Navi has no record of v${version}.`,
    who: null,
    next: 'Type /navi history to see what was released.',
  }),
  'not-quarantined': ({ version, quarantined }) => ({
    text: `v${version} is not quarantined.`,
    who: null,
    next:
      quarantined.length === 0
        ? 'No version is quarantined: /navi rollback can go to any verified one.'
        : `Quarantined: ${quarantined.map((one) => `v${one}`).join(', ')}.`,
  }),
} satisfies Partial<Catalogue>;

function notStoppable(asked: string | null, releases: readonly string[]): string {
  if (asked !== null) return `${asked} is not being released.`;
  return releases.length === 0 ? 'No release is running.' : 'Several releases are running.';
}

/** The other ways: a version that is not verified, or one in quarantine. */
function instead(releaseLine: string, named: readonly string[], quarantined: readonly string[]): string {
  const [first] = named;
  const [set] = quarantined;
  const ways = [
    ...(first === undefined
      ? []
      : [`roll back to a version that is not verified: /navi rollback v${first} --reason "…"`]),
    ...(set === undefined ? [] : [`end a quarantine: ${endQuarantine(set)}`]),
  ];
  return ways.length === 0
    ? `Release a fix: the bucket has no earlier version of ${releaseLine}.`
    : `You can ${ways.join(', or ')}.`;
}

function endQuarantine(version: string): string {
  return `/navi unquarantine v${version} --reason "…"`;
}
