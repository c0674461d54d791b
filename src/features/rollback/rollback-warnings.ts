import { longerOf, originSeconds } from '../../domain/object-headers.ts';
import type { Settings } from '../../domain/settings.ts';
import { isNewer } from '../../domain/version.ts';
import type { RollbackContent } from './plans/rollback-content.ts';
import type { Candidate, RollbackFacts, UnderWay } from './rollback-facts.ts';
import { wrongHeaders } from './rollback-headers.ts';

interface Warned {
  content: RollbackContent;
  target: Candidate;
  settings: Settings;
  /** ISO */
  now: string;
}

/**
 * The warnings before a rollback is confirmed, one line each, plain text: what it supersedes, what it cannot restore,
 * and what stays.
 */
export function warningsOf(facts: RollbackFacts, of: Warned): string[] {
  const { content } = of;
  return [
    ...(facts.underWay === undefined ? [] : [takenOver(facts.underWay)]),
    ...(facts.underWay === undefined || !content.cdnOnly ? [] : leftOnNpm(facts.underWay)),
    ...sameBytes(facts, of),
    'Published versions stay on npm; they are deprecated, never unpublished.',
    browsersKeep(facts, of),
    ...tidied(of),
    ...notShipped(of),
    ...staying(facts, of),
    ...inBetween(facts, of),
  ];
}

function takenOver({ operation, kind, version, isPlan }: UnderWay): string {
  if (isPlan === true) return `${operation} (v${version}) is planned and not approved: its plan ends.`;
  if (kind === 'stop')
    return `${operation} (the stop of v${version}) has not ended: this rollback takes over its remaining steps.`;
  return kind === 'release'
    ? `${operation} (v${version}) is running: it will be stopped.`
    : `${operation} (the ${kind} to v${version}) has not ended: it will be stopped.`;
}

/** What this rollback leaves undone on npm. */
function leftOnNpm({ operation, kind, openDeprecations }: UnderWay): string[] {
  if (kind === 'release' || openDeprecations.length === 0) return [];
  const undone = openDeprecations.map(({ name, version }) => `${name}@${version}`).join(', ');
  return [
    `CDN only: what ${operation} has not restored on npm stays (not deprecated: ${undone}). Without --cdn-only this rollback restores it.`,
  ];
}

/** What moving the pointer changes where it already has the target's bytes. */
function sameBytes(facts: RollbackFacts, { target, settings, content }: Warned): string[] {
  if (facts.pointer?.sha384 !== target.bytes.sha384) return [];
  const wrong = wrongHeaders(facts, target, settings);
  return wrong.length === 0
    ? ['The loader is the same in both versions: moving the pointer changes nothing.']
    : [
        `${content.pointer.path} already has this content, but it was changed: ${wrong.join(', ')}. It is written again.`,
      ];
}

/** Browsers keep the script for the pointer's max-age: no purge reaches them. */
function browsersKeep({ pointer }: RollbackFacts, { settings, now }: Warned): string {
  const planned = originSeconds(settings.cdn.pointerCacheControl);
  const served = pointer === undefined ? 0 : originSeconds(pointer.headers.cacheControl);
  const seconds = longerOf(planned, served);
  if (seconds === null) return 'Browser caches may keep the old script.';
  const until = new Date(Date.parse(now) + seconds * 1000).toISOString();
  return `Browser caches keep the old script. If you confirm now, they expire soon after ${until}.`;
}

/** What the optional steps correct at the end. */
function tidied({ content, settings }: Warned): string[] {
  const { takenBack, version, cdnOnly, deprecates } = content;
  const tag = settings.npm.stagingTag;
  const staging = deprecates.length === 0 ? '' : `, and npm's ${tag} moves off it`;
  if (takenBack === null) return [];
  const latest = cdnOnly ? '' : `; v${version} becomes GitHub's latest release again`;
  return [`GitHub's release page of v${takenBack} is marked as rolled back${latest}${staging}.`];
}

function notShipped({ settings }: Warned): string[] {
  const names = settings.packages.filter((one) => one.ships === 'none').map((one) => one.name);
  return names.length === 0
    ? []
    : [`${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not published by Navi and not rolled back.`];
}

/** The packages whose `latest` stays, and why. A version that `latest` leads to is never deprecated. */
function staying(facts: RollbackFacts, { content }: Warned): string[] {
  if (content.cdnOnly) return [];
  const taken = facts.taken.flatMap((one) => one.packages);
  return [
    ...(facts.packages.some((one) => one.published === null)
      ? ['npm could not be read: the pointer moves now, latest as soon as npm answers.']
      : []),
    ...content.packages.flatMap(({ name, before, stays }) => {
      if (stays === undefined) return [];
      const isIt = (one: { name: string; version: string }) => one.name === name && one.version === before;
      const isKept = taken.some(isIt) && !content.deprecates.some(isIt);
      const kept = isKept ? ` ${name}@${before} is not deprecated while latest leads to it.` : '';
      return [`latest of ${name} stays${before === null ? '' : ` at ${before}`}: ${stays}.${kept}`];
    }),
  ];
}

function inBetween(facts: RollbackFacts, { content, target }: Warned): string[] {
  const { takenBack } = content;
  if (takenBack === null) return [];
  const between = facts.versions.filter(
    (one) => isNewer(one, target.version) && one !== takenBack && isNewer(takenBack, one),
  );
  return between.length === 0
    ? []
    : [`Versions in between stay as they are: ${between.map((one) => `v${one}`).join(', ')}.`];
}
