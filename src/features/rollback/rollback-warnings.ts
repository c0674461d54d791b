import { longerOf, originSeconds } from '../../domain/object-headers.ts';
import type { RollbackContent } from '../../domain/plan.ts';
import type { Settings } from '../../domain/settings.ts';
import { isNewer } from '../../domain/version.ts';
import { type Candidate, type RollbackFacts, recordedOf, type UnderWay } from './rollback-facts.ts';
import { wrongHeaders } from './rollback-headers.ts';

interface Warned {
  content: RollbackContent;
  target: Candidate;
  settings: Settings;
  /** ISO */
  now: string;
}

/**
 * What a person is told before they confirm a rollback, one line each, plain text: what it supersedes, what it cannot
 * give back, and what stays.
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

function takenOver({ operation, kind, version }: UnderWay): string {
  if (kind === 'stop')
    return `${operation} (the stop of v${version}) has not ended: this takes over what is left of it.`;
  return kind === 'release'
    ? `${operation} (v${version}) is under way: it takes no further step.`
    : `${operation} (the rollback to v${version}) has not ended: it takes no further step, and its watch for late writes ends.`;
}

/** What nobody does any more: a rollback has npm given back before anything is deprecated. */
function leftOnNpm({ operation, kind, owes }: UnderWay): string[] {
  if (kind === 'release' || owes.length === 0) return [];
  const undone = owes.map(({ name, version }) => `${name}@${version}`).join(', ');
  return [
    `Only the CDN: what ${operation} has not given back on npm by now stays (not deprecated: ${undone}). Without --cdn-only this rollback takes it over.`,
  ];
}

/** What moving the pointer changes where it has the target's bytes already. */
function sameBytes(facts: RollbackFacts, { target, settings, content }: Warned): string[] {
  if (facts.pointer?.sha384 !== target.bytes.sha384) return [];
  const wrong = wrongHeaders(facts, target, settings);
  return wrong.length === 0
    ? ['The loader did not change between these: moving the pointer changes nothing.']
    : [
        `${content.pointer.path} has these bytes already, but it was changed: ${wrong.join(', ')}. It is written again.`,
      ];
}

/** A browser that fetched the pointer last keeps the script for as long as the pointer told it: no purge reaches it. */
function browsersKeep({ pointer }: RollbackFacts, { settings, now }: Warned): string {
  const planned = originSeconds(settings.cdn.pointerCacheControl);
  const served = pointer === undefined ? 0 : originSeconds(pointer.headers.cacheControl);
  const seconds = longerOf(planned, served);
  if (seconds === null) return 'Browsers may keep the script they have.';
  const until = new Date(Date.parse(now) + seconds * 1000).toISOString();
  return `Browsers keep the script they hold until it expires: if you confirm now, the last one soon after ${until}.`;
}

/** What is put straight when everything else is back. */
function tidied({ content, settings }: Warned): string[] {
  const { takenBack, version, cdnOnly, deprecates } = content;
  const tag = settings.npm.stagingTag;
  const staging = deprecates.length === 0 ? '' : `, and npm's ${tag} leaves it where it points at it`;
  if (takenBack === null) return [];
  const latest = cdnOnly ? '' : `; v${version} becomes GitHub's latest again where v${takenBack} is`;
  return [`GitHub's page of v${takenBack} is marked as rolled back${latest}${staging}.`];
}

function notShipped({ settings }: Warned): string[] {
  const names = settings.packages.filter((one) => one.ships === 'none').map((one) => one.name);
  return names.length === 0 ? [] : [`${names.join(', ')} is not shipped by Navi and not given back.`];
}

/** The packages whose `latest` is left where it is, and why. */
function staying(facts: RollbackFacts, { content, target }: Warned): string[] {
  if (content.cdnOnly) return [];
  const unknown = facts.packages.filter((one) => target.packages?.[one.name] === undefined);
  const unpublished = facts.packages.flatMap((one) => {
    const recorded = target.packages?.[one.name];
    return recorded == null || recordedOf(one, target) !== undefined ? [] : [`${one.name}@${recorded}`];
  });
  return [
    ...(facts.packages.some((one) => one.published === null)
      ? ['npm could not be read: the pointer goes at once, latest as soon as npm answers.']
      : []),
    ...(unknown.length > 0
      ? [
          `Nobody knows what latest was at v${target.version} for ${unknown.map((one) => one.name).join(', ')}: it stays.`,
        ]
      : []),
    ...(unpublished.length > 0
      ? [`npm does not have ${unpublished.join(', ')}: latest stays where it is.`]
      : []),
    ...facts.packages.flatMap(({ name, keeper }) =>
      keeper === null ? [] : [`latest of ${name} belongs to ${keeper}, of another line: it stays.`],
    ),
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
