import type { Confirmation } from './message.ts';
import { isProven, type Release } from './release.ts';
import { isNewer } from './version.ts';

/** What Navi recorded of a line, to decide a quarantine. */
export interface QuarantineFacts {
  releaseLine: string;
  releases: readonly Release[];
  /** Versions that are quarantined already. */
  quarantined: readonly string[];
  /** The version that is recorded as live; null for none. */
  live: string | null;
  /** The version of the approved release in progress on the line; null for none. */
  goingLive: string | null;
}

export interface DecidedQuarantine {
  /** The version and those built on it that are not quarantined yet, oldest first. */
  versions: readonly string[];
  /** The remaining rollback targets, newest first. */
  targets: readonly string[];
}

/** A version built on a bad one is bad too, so every later version of the line is quarantined with it. Pure. */
export function decideQuarantine(facts: QuarantineFacts, version: string): DecidedQuarantine {
  const known = facts.releases.map((one) => one.version);
  const versions = [...new Set(known)]
    .filter((one) => (one === version || isNewer(one, version)) && !facts.quarantined.includes(one))
    .sort((a, b) => (isNewer(a, b) ? 1 : -1));
  return { versions, targets: targetsOf(facts, [...facts.quarantined, ...versions]) };
}

/** The line's rollback targets when these are quarantined, newest first. */
export function targetsOf({ releases, live }: QuarantineFacts, quarantined: readonly string[]): string[] {
  return releases
    .filter((one) => isProven(one) && !quarantined.includes(one.version))
    .map((one) => one.version)
    .filter((one) => live === null || isNewer(live, one))
    .sort((a, b) => (isNewer(b, a) ? 1 : -1));
}

/** What a person reads before they quarantine a version. */
export function quarantineConfirmation(
  facts: QuarantineFacts,
  { version, reason }: { version: string; reason: string | null },
): Confirmation {
  const { versions, targets } = decideQuarantine(facts, version);
  return {
    title: `Quarantine v${version}`,
    headline: `Block ${listOf(versions)} as ${versions.length === 1 ? 'a rollback target' : 'rollback targets'}.`,
    says: [
      ...versions.map((one) => `v${one}${whatItIs(facts, one, version)}`),
      leftOver(facts.releaseLine, targets),
      'Navi posts this in the release channel.',
    ],
    question: `Quarantine ${listOf(versions)} now?`,
    button: 'Quarantine',
    words: ['quarantine', `v${version}`],
    label: `Quarantine v${version}`,
    needsReason: true,
    reason,
  };
}

/** The next rollback target, or how to get one. */
export function leftOver(releaseLine: string, targets: readonly string[]): string {
  const [first, ...others] = targets;
  if (first === undefined)
    return `${releaseLine} has no rollback target left; /navi unquarantine releases one.`;
  const more = others.length === 0 ? '' : ` (then ${listOf(others.slice(0, 5))})`;
  return `A rollback of ${releaseLine} goes to v${first}${more}.`;
}

export function listOf(versions: readonly string[]): string {
  return versions.map((one) => `v${one}`).join(', ');
}

function whatItIs({ live, goingLive }: QuarantineFacts, one: string, version: string): string {
  const built = one === version ? '' : `: built on v${version}`;
  if (one === goingLive)
    return `${built || ':'}${built && ','} is being released now, and continues; /navi stop v${one} stops it`;
  if (one === live)
    return `${built || ':'}${built && ','} is live now, and stays live; /navi rollback replaces it`;
  return built;
}
