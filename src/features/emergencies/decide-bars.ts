import type { Bar, BarId, Emergency } from '../../domain/emergency.ts';
import type { Notified } from '../customers/index.ts';

/** What customers get of one npm package of a bad version; `problem` where the registry did not tell. */
export type PackageFact =
  | { name: string; version: string; latest: string | null; isDeprecated: boolean }
  | { name: string; problem: string };

/** What is known of one bad version now. Times are ISO, and from authentic rows of the journal. */
export interface VersionFacts {
  version: string;
  releaseLine: string;
  /** What the release line's pointer has now; null where Navi knows of none. */
  live: string | null;
  /** The stored row is not what the journal says. */
  isForged: boolean;
  /** When the operation that moved the pointer last has read its write back; null where none did. */
  movedAt: string | null;
  /** When every probe got its bytes; null before. */
  cleanAt: string | null;
  /** Until when browsers may run what it replaced; null where that is unknown. */
  browsersUntil: string | null;
  /** Null where Navi does not know which packages the version has. */
  packages: readonly PackageFact[] | null;
}

export interface BarFacts {
  versions: readonly VersionFacts[];
  /** Of each bad version; `not-set-up` where no customers file is, `unreadable` where it is not valid. */
  customers: 'not-set-up' | 'unreadable' | readonly (Notified & { version: string })[];
}

type State = { is: 'met'; at: string; text: string } | { is: 'open' | 'unknown'; text: string };

/** How far customers are safe: each bar by facts that were read, never by a person's word that it is merged. Pure. */
export function decideBars(
  emergency: Pick<Emergency, 'since' | 'bars' | 'bad'>,
  { versions, customers }: BarFacts,
  now: string,
): Bar[] {
  const missing = emergency.bad.length === 0 ? 'the bad version is not known: name it' : null;
  const of = (id: BarId, judge: (facts: VersionFacts) => State): Bar => {
    if (missing !== null) return { id, is: 'unknown', text: missing };
    const states = versions.map(judge);
    const worst = states.find(({ is }) => is === 'unknown') ?? states.find(({ is }) => is === 'open') ?? null;
    if (worst !== null && worst.is !== 'met') return { id, is: worst.is, text: worst.text };
    const met = states.flatMap((one) => (one.is === 'met' ? [one] : []));
    const last = met.toSorted((one, other) => one.at.localeCompare(other.at)).at(-1);
    if (last === undefined) return { id, is: 'unknown', text: 'nothing is known of the bad version' };
    return {
      id,
      is: 'met',
      at: later(last.at, emergency.since),
      text: met.map(({ text }) => text).join('; '),
    };
  };
  return [
    of('pointer', pointerState),
    of('probes', probesState),
    of('browsers', (facts) => browsersState(facts, now)),
    of('npm', (facts) => npmState(facts, metBefore(emergency, 'npm') ?? now)),
    customersBar(customers, emergency),
  ];
}

/** When the clock stopped (ISO): the last bar; null while one of them is not met. */
export function stoppedAt(bars: readonly Bar[]): string | null {
  const met = bars.flatMap((bar) => (bar.is === 'met' ? [bar.at] : []));
  return bars.length === 0 || met.length < bars.length ? null : (met.toSorted().at(-1) ?? null);
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}

function metBefore({ bars }: Pick<Emergency, 'bars'>, id: BarId): string | undefined {
  const bar = bars.find((one) => one.id === id);
  return bar?.is === 'met' ? bar.at : undefined;
}

function pointerState({ version, releaseLine, live, isForged, movedAt }: VersionFacts): State {
  if (isForged)
    return { is: 'unknown', text: `the audit log does not confirm what is live on ${releaseLine}` };
  if (live === null) return { is: 'unknown', text: `Navi does not know what is live on ${releaseLine}` };
  if (live === version) return { is: 'open', text: `${releaseLine} still has v${version}` };
  if (movedAt === null)
    return { is: 'unknown', text: `${releaseLine} has v${live}, and no operation of Navi moved it there` };
  return { is: 'met', at: movedAt, text: `${releaseLine} has v${live}` };
}

function probesState(facts: VersionFacts): State {
  const pointer = pointerState(facts);
  if (pointer.is !== 'met') return { is: pointer.is, text: 'the pointer comes first' };
  if (facts.cleanAt === null) return { is: 'open', text: `not every probe gets v${facts.live} yet` };
  return { is: 'met', at: facts.cleanAt, text: `every probe gets v${facts.live}` };
}

function browsersState(facts: VersionFacts, now: string): State {
  const probes = probesState(facts);
  if (probes.is !== 'met') return { is: probes.is, text: 'the probes come first' };
  const { browsersUntil: until, version } = facts;
  if (until === null)
    return { is: 'unknown', text: `how long browsers keep v${version} is not known: it has no max-age` };
  return until > now
    ? { is: 'open', text: `browsers may run v${version} until ${until}` }
    : { is: 'met', at: until, text: `no browser keeps v${version} any more` };
}

function npmState({ version, packages }: VersionFacts, metAt: string): State {
  if (packages === null)
    return { is: 'unknown', text: `Navi does not know which npm packages v${version} has` };
  const untold = packages.find((one) => 'problem' in one);
  if (untold !== undefined && 'problem' in untold)
    return { is: 'unknown', text: `npm was not read for ${untold.name}: ${untold.problem}` };
  const open = packages.flatMap((one) => {
    if ('problem' in one) return [];
    const named = `${one.name}@${one.version}`;
    return [
      ...(one.latest === one.version ? [`latest is still ${named}`] : []),
      ...(one.isDeprecated ? [] : [`${named} is not deprecated`]),
    ];
  });
  if (open.length > 0) return { is: 'open', text: open.join('; ') };
  const text =
    packages.length === 0
      ? `v${version} published nothing on npm`
      : `latest has moved, and ${packages.length} of v${version} are deprecated`;
  return { is: 'met', at: metAt, text };
}

function customersBar(
  customers: BarFacts['customers'],
  { since, bad }: Pick<Emergency, 'since' | 'bad'>,
): Bar {
  const id = 'customers';
  if (customers === 'not-set-up') return { id, is: 'met', at: since, text: 'no customers file is set up' };
  if (customers === 'unreadable') return { id, is: 'unknown', text: 'the customers file is not valid' };
  if (bad.length === 0) return { id, is: 'unknown', text: 'the bad version is not known: name it' };
  const open = customers.flatMap((one) => openText(one) ?? []);
  if (open.length > 0) return { id, is: 'open', text: open.join('; ') };
  const last = customers.flatMap((one) => (one.is === 'all' ? [one.at] : [])).toSorted();
  const unaffected = customers.flatMap((one) =>
    one.is === 'unaffected' ? [`no customer of the file may load v${one.version}`] : [],
  );
  const notified = unaffected.length < customers.length ? ['each was notified or waived'] : [];
  const text = [...notified, ...unaffected].join('; ');
  return { id, is: 'met', at: later(last.at(-1) ?? since, since), text };
}

function openText(one: Notified & { version: string }): string | null {
  if (one.is === 'none') return `no notice is drafted: /navi notice emergency v${one.version} --says "…"`;
  if (one.is === 'open')
    return `${one.open} of ${one.of} are not notified yet: /navi notice show v${one.version}`;
  return null;
}
