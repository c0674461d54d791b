import { CADENCES, lastOf, type WentLive } from '../../domain/cadence.ts';
import type { FreezePeriod } from '../../domain/freeze.ts';
import { localDate, startOfDay } from '../../domain/notice-days.ts';
import type { CalendarEntry, PlannedRelease } from '../../domain/planned-release.ts';
import { changeBetween, isBreaking, isNewer } from '../../domain/version.ts';
import { addLocal } from '../../domain/wall-time.ts';

/** An operation that has ended, as authentic rows of the journal say. */
export interface PastOperation {
  id: string;
  /** It made a version live that was not live before; a rollback went back to one. */
  isRelease: boolean;
  version: string;
  at: string;
  by: string;
}

/** A staged release that is on the CDN and has not moved npm's `latest`. Times are ISO. */
export interface Soaking {
  id: string;
  version: string;
  since: string;
  until: string;
  by: string;
}

/** A review that a rollback asks for. */
export interface Review {
  operation: string;
  version: string;
  due: string;
  isDone: boolean;
}

/** An open notice to customers. */
export interface OpenNotice {
  id: string;
  version: string;
  /** When it has to be complete; ISO. */
  dueAt: string;
  owner: string;
}

/** Who tries a release before it is made. */
export interface Testers {
  /** Ids of the customers of early access. */
  earlyAccess: readonly string[];
  /** Who signs that a partner has tested it, and for which kinds of releases; null where it is not wanted. */
  partner: { owner: string; for: readonly string[] } | null;
  /** The versions for which it was signed. */
  signed: readonly string[];
}

export interface CalendarFacts {
  past: readonly PastOperation[];
  soaking: readonly Soaking[];
  planned: readonly PlannedRelease[];
  /** Every version that went live, with when; null where Navi found it live. */
  released: readonly WentLive[];
  freezes: readonly FreezePeriod[];
  notices: readonly OpenNotice[];
  noticeDays: number;
  testers: Testers;
  reviews: readonly Review[];
  emergencies: readonly { id: string; name: string; since: string; due: string; over: string | null }[];
  /** Names of people by their ids. */
  names: Readonly<Record<string, string>>;
  zone: string;
}

type Entry = Omit<CalendarEntry, 'until' | 'sequence' | 'note' | 'owner'> &
  Partial<Pick<CalendarEntry, 'until' | 'sequence' | 'note' | 'owner'>>;

/** The calendar: what happened beside what is planned, in the order of time. Pure; `now` is ISO. */
export function decideCalendar(facts: CalendarFacts, now: string): CalendarEntry[] {
  const entries: Entry[] = [
    ...facts.past.map(pastEntry),
    ...facts.soaking.map(soakEntry),
    ...facts.planned.flatMap((one) => plannedEntries(one, facts, now)),
    ...facts.notices.map((one) => noticeEntry(one, facts, now)),
    ...facts.reviews.map((one) => reviewEntry(one, now)),
    ...facts.freezes.map(freezeEntry),
    ...facts.emergencies.map((one) => emergencyEntry(one, now)),
    ...cadenceEntries(facts, now),
  ];
  return entries
    .map((one) => ({ until: null, sequence: 0, note: '', owner: null, ...one }))
    .toSorted((one, other) => one.at.localeCompare(other.at) || one.uid.localeCompare(other.uid));
}

function pastEntry({ id, isRelease, version, at, by }: PastOperation): Entry {
  const title = isRelease ? `v${version} was released` : `Rolled back to v${version}`;
  return {
    uid: id,
    kind: isRelease ? 'released' : 'rolled-back',
    title,
    at,
    state: 'happened',
    owner: by,
    changedAt: at,
  };
}

function soakEntry({ id, version, since, until, by }: Soaking): Entry {
  return {
    ...{ uid: `soak-${id}`, kind: 'soak', at: until, state: 'planned', owner: by, changedAt: since },
    ...{ title: `npm’s latest moves to v${version}`, note: soakNote(since) },
  };
}

function soakNote(since: string): string {
  return `on the CDN since ${since}; latest moves after its soak`;
}

function plannedEntries(planned: PlannedRelease, facts: CalendarFacts, now: string): Entry[] {
  const { version, at, owner, changes, changedAt, cancelled, before } = planned;
  const done = facts.past.find((one) => one.isRelease && one.version === version);
  const common = { owner: facts.names[owner] ?? owner, sequence: changes, changedAt };
  const moved = before === null ? '' : `moved from ${before}`;
  const soaking = facts.soaking.find((one) => one.version === version);
  const isLate = at < now && soaking === undefined;
  const release: Entry = {
    ...{ ...common, uid: `planned-${version}`, kind: 'planned', title: `v${version} is planned`, at },
    state:
      cancelled !== null ? 'cancelled' : done !== undefined ? 'happened' : isLate ? 'overdue' : 'planned',
    note:
      cancelled ??
      (done === undefined
        ? soaking === undefined
          ? moved
          : soakNote(soaking.since)
        : `planned ${at}, happened ${done.at}`),
  };
  const from = liveBefore(version, facts);
  const change = from === undefined ? 'first' : changeBetween(from, version);
  if (change === 'patch' || version.includes('-')) return [release];
  const isBetaOut = facts.past.some((one) => one.isRelease && one.version.startsWith(`${version}-`));
  const betaAt = addLocal(at, { days: -7 }, facts.zone);
  const beta: Entry = {
    ...{ ...common, uid: `beta-${version}`, kind: 'beta', title: `Beta of v${version}`, at: betaAt },
    state: cancelled !== null ? 'cancelled' : isBetaOut ? 'happened' : betaAt < now ? 'overdue' : 'planned',
    note: 'a week before the release',
  };
  const tests = testEntries({ common, version, at, betaAt, change }, facts).map((one): Entry => {
    const { isDone, ...entry } = one;
    const state = isDone ? 'happened' : entry.at < now ? 'overdue' : 'due';
    return { ...entry, state: cancelled !== null ? 'cancelled' : state };
  });
  const hasNotice = facts.notices.some((one) => one.version === version);
  if (!isBreaking(change, version) || hasNotice) return [release, beta, ...tests];
  const dueAt = startOfDay(localDate(at, facts.zone), -facts.noticeDays, facts.zone);
  const notice: Entry = {
    ...{ ...common, uid: `notice-due-${version}`, kind: 'notice', at: dueAt },
    title: `Customers must have been notified of v${version}`,
    state: cancelled !== null ? 'cancelled' : dueAt < now ? 'overdue' : 'due',
    note: `/navi notice v${version} --on ${localDate(at, facts.zone)}`,
  };
  return [release, beta, ...tests, notice];
}

interface Tested {
  common: Pick<CalendarEntry, 'owner' | 'sequence' | 'changedAt'>;
  version: string;
  /** Of the release, and of its beta. ISO. */
  at: string;
  betaAt: string;
  change: string;
}

/** Early access begins with the beta; a partner's test is signed a day before the release, which waits for it. */
function testEntries(
  { common, version, at, betaAt, change }: Tested,
  { testers, released, zone }: CalendarFacts,
): (Omit<Entry, 'state'> & { isDone: boolean })[] {
  const { earlyAccess, partner, signed } = testers;
  const isOut = released.some((one) => one.version.startsWith(`${version}-`));
  return [
    ...(earlyAccess.length === 0
      ? []
      : [
          {
            ...{ ...common, uid: `early-access-${version}`, kind: 'early-access' as const, at: betaAt },
            ...{ title: `Early access to v${version}`, note: earlyAccess.join(', '), isDone: isOut },
          },
        ]),
    ...(partner?.for.includes(change) === true
      ? [
          {
            ...{ ...common, uid: `partner-${version}`, kind: 'sign-off' as const, owner: partner.owner },
            ...{ title: `A partner customer has tested v${version}`, at: addLocal(at, { days: -1 }, zone) },
            ...{ note: `/navi checklist v${version}`, isDone: signed.includes(version) },
          },
        ]
      : []),
  ];
}

/** The newest released version below this one. */
function liveBefore(version: string, { released }: Pick<CalendarFacts, 'released'>): string | undefined {
  return newestOf(
    released.map((one) => one.version).filter((one) => !one.includes('-') && isNewer(version, one)),
  );
}

function newestOf(versions: readonly string[]): string | undefined {
  return versions.toSorted((one, other) => (isNewer(one, other) ? -1 : 1))[0];
}

function noticeEntry(
  { id, version, dueAt: at, owner }: OpenNotice,
  facts: CalendarFacts,
  now: string,
): Entry {
  return {
    ...{ uid: `notice-${id}`, kind: 'notice', at, owner: facts.names[owner] ?? owner, changedAt: at },
    title: `The notice of v${version} must be complete`,
    state: at < now ? 'overdue' : 'due',
    note: `/navi notice show v${version}`,
  };
}

function reviewEntry({ operation, version, due, isDone }: Review, now: string): Entry {
  return {
    ...{ uid: `review-${operation}`, kind: 'review', at: due, changedAt: due },
    title: `Review of the rollback to v${version}`,
    state: isDone ? 'happened' : due < now ? 'overdue' : 'due',
  };
}

function freezeEntry({ id, from, until, why, by }: FreezePeriod): Entry {
  return {
    ...{
      uid: `freeze-${id}-${from.replace(/[-:.]/g, '')}`,
      kind: 'freeze',
      at: from,
      until,
      changedAt: from,
      owner: by,
    },
    ...{ title: `Releases are frozen: ${why}`, state: 'planned' },
  };
}

function emergencyEntry(
  { id, name, since, due, over }: CalendarFacts['emergencies'][number],
  now: string,
): Entry {
  const end = over === null ? `customers have to be safe by ${due}` : `over since ${over}`;
  return {
    ...{ uid: id, kind: 'emergency', title: name, at: due, changedAt: over ?? since },
    state: over !== null ? 'happened' : due < now ? 'overdue' : 'due',
    note: `since ${since}, ${end}`,
  };
}

/** When the next minor and major are due; nothing where Navi knows the time of no release of that kind. */
function cadenceEntries(facts: CalendarFacts, now: string): Entry[] {
  const stable = facts.released.filter(({ version }) => !version.includes('-'));
  return CADENCES.flatMap(({ change, earliest, latest, says }): Entry[] => {
    const last = lastOf(stable, change);
    const newest = newestOf(stable.map(({ version }) => version));
    if (last === undefined || newest === undefined) return [];
    const next = nextOf(newest, change);
    const isPlanned = facts.planned.some(
      (one) => one.cancelled === null && one.at > last.at && one.version === next,
    );
    const [from, to] = [addLocal(last.at, earliest, facts.zone), addLocal(last.at, latest, facts.zone)];
    const on = localDate(to > now ? to : addLocal(now, { days: 7 }, facts.zone), facts.zone);
    return [
      {
        ...{ uid: `cadence-${change}-after-${last.version}`, kind: 'cadence', at: to, changedAt: last.at },
        title: `The next ${change} is expected (every ${says}; v${last.version} was ${last.at})`,
        state: isPlanned ? 'planned' : to < now ? 'overdue' : 'due',
        note: isPlanned
          ? `v${next} is planned`
          : `from ${from} on; a draft: /navi schedule v${next} --on ${on}`,
      },
    ];
  });
}

function nextOf(version: string, change: 'minor' | 'major'): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return change === 'minor' ? `${major}.${minor + 1}.0` : `${major + 1}.0.0`;
}
