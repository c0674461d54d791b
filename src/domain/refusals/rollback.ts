import { anyone, type Catalogue } from './catalogue.ts';

/** Why a line cannot go back, be locked or be opened, and why a release cannot be stopped. */
export const OF_ROLLBACKS = {
  'line-locked': ({ line, since, why }) => ({
    text: `${line} is locked for releases since ${since}: ${why}.`,
    who: 'whoever may roll back',
    next: `When the cause is fixed, type /navi unlock ${line} <reason>.`,
  }),
  'line-unknown': ({ typed, known }) => ({
    text: `There is no line "${typed}".`,
    who: anyone,
    next: known.length === 0 ? 'Nothing is live yet.' : `Lines are ${known.join(', ')}.`,
  }),
  'line-not-locked': ({ line }) => ({
    text: `${line} is not locked.`,
    who: 'nobody',
    next: 'Ask for the release; /navi help release shows how.',
  }),
  'no-target': ({ line, named, quarantined }) => ({
    text: `Navi knows no earlier verified version of ${line} to roll back to.`,
    who: 'the on-call engineer',
    next: instead(line, named, quarantined),
  }),
  'target-unknown': ({ version, known }) => ({
    text: `v${version} has no pinned object in the bucket, so its bytes cannot be given back.`,
    who: anyone,
    next:
      known.length === 0
        ? 'The bucket holds no other version of this line.'
        : `Name one of ${known.map((one) => `v${one}`).join(', ')}, as /navi rollback v${known[0]}.`,
  }),
  'target-quarantined': ({ version, why, other }) => ({
    text: `v${version} is quarantined: ${why}.`,
    who: anyone,
    next: [
      ...(other === null ? [] : [`Type /navi rollback v${other}.`]),
      `If v${version} is good after all, type ${endQuarantine(version)} and ask again.`,
    ].join(' '),
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
  'choose-what-to-stop': ({ stop, keeps, rollBack }) => ({
    text: `v${stop} is being released and has changed nothing for customers, who have ${keeps === null ? 'nothing yet' : `v${keeps}`}. Say which you want.`,
    who: anyone,
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
    who: 'nobody',
    next:
      releases.length === 0
        ? 'Type /navi status to see what is live.'
        : `Under way: ${releases.map((one) => `/navi stop v${one}`).join(', ')}.`,
  }),
  'too-late-to-stop': ({ version, to }) => ({
    text: `v${version} has moved what customers see, or is moving it now: it can be rolled back, not stopped.`,
    who: 'whoever may roll back',
    next: `Type /navi rollback${to === null ? '' : ` v${to}`}.`,
  }),
  'version-not-recorded': ({ version }) => ({
    text: `Navi has no record of v${version}.`,
    who: anyone,
    next: 'Type /navi history to see what was released.',
  }),
  'not-quarantined': ({ version, quarantined }) => ({
    text: `v${version} is not quarantined.`,
    who: 'nobody',
    next:
      quarantined.length === 0
        ? 'No version is quarantined.'
        : `Quarantined: ${quarantined.map((one) => `v${one}`).join(', ')}.`,
  }),
} satisfies Partial<Catalogue>;

function notStoppable(asked: string | null, releases: readonly string[]): string {
  if (asked !== null) return `${asked} is not being released.`;
  return releases.length === 0 ? 'No release is under way.' : 'Several releases are under way: say which.';
}

/** What can be named though Navi has not verified it, and what could be gone back to if it were not quarantined. */
function instead(line: string, named: readonly string[], quarantined: readonly string[]): string {
  const [first] = named;
  const [set] = quarantined;
  const ways = [
    ...(first === undefined
      ? []
      : [`name a version that nobody has verified: /navi rollback v${first} --reason "…"`]),
    ...(set === undefined ? [] : [`end a quarantine: ${endQuarantine(set)}`]),
  ];
  return ways.length === 0
    ? `The bucket holds no earlier version of ${line}: release a fix.`
    : `You can ${ways.join(', or ')}.`;
}

function endQuarantine(version: string): string {
  return `/navi unquarantine v${version} --reason "…"`;
}
