import type { JournalRow } from '../../../domain/journal.ts';
import type { Json } from '../../../domain/json.ts';
import type { Confirmation } from '../../../domain/message.ts';
import { isOpen, type Operation } from '../../../domain/operation.ts';
import { tag } from '../steps/tag.ts';

/** What is known of the tag of a release that has ended. */
export interface LeftTagFacts {
  release: Operation;
  /** It has changed something for customers, or may have. */
  hasMoved: boolean;
  /** The tag object that Navi created, by the journal; null where no authentic row names it. */
  made: string | null;
  /** The tag in the repository; undefined where there is none. */
  tag: { object: string; commit: string } | undefined;
  /** *None*: the release never opened a claim and never dispatched. */
  run: 'none' | 'claimed' | 'going' | 'ended';
  /** Another open release of the same version. */
  other: string | null;
  /** What exists, or existed, of the version on npm. */
  onNpm: readonly { name: string; version: string; wasUnpublished: boolean }[];
  /** What exists of the version in the bucket. */
  inBucket: readonly string[];
}

export type LeftTagVerdict =
  | { is: 'deletable'; object: string }
  | { is: 'gone' }
  /** `isEarly`: only the end of its run is missing. */
  | { is: 'stays'; why: readonly string[]; isEarly: boolean };

/** Whether the tag may be deleted: nothing was or can be built from it, and Navi created it. Pure. */
export function decideLeftTag(facts: LeftTagFacts): LeftTagVerdict {
  const { tag, made } = facts;
  if (tag === undefined) return { is: 'gone' };
  const early = runReasons(facts);
  const why = [...stateReasons(facts), ...objectReasons(facts), ...existingReasons(facts)];
  if (why.length > 0 || early.length > 0 || made === null)
    return { is: 'stays', why: [...early, ...why], isEarly: why.length === 0 };
  return { is: 'deletable', object: made };
}

/** A release that has ended without being live, so that its tag remains. */
export function leavesTag({ kind, state }: Operation): boolean {
  return kind === 'release' && ['abandoned', 'cancelled', 'superseded'].includes(state.is);
}

function stateReasons({ release, hasMoved, other }: LeftTagFacts): string[] {
  const { id, state, plan } = release;
  return [
    ...(isOpen(state) ? [`${id} has not ended`] : []),
    ...(!isOpen(state) && (!leavesTag(release) || hasMoved)
      ? [`v${plan.content.version} was live, or may have been`]
      : []),
    ...(other === null ? [] : [`${other} releases the same version`]),
  ];
}

function runReasons({ run }: LeftTagFacts): string[] {
  if (run === 'claimed') return ['its claim is not revoked yet'];
  return run === 'going' ? ['its workflow run has not ended yet'] : [];
}

function objectReasons({ made, tag }: LeftTagFacts): string[] {
  if (made === null) return ['the journal does not show that Navi made it'];
  if (tag === undefined || tag.object === made) return [];
  return [
    `it is not the tag that Navi made (it is ${tag.object.slice(0, 7)}, Navi made ${made.slice(0, 7)})`,
  ];
}

/** How many are named of each kind at most. */
const NAMED = 3;

function existingReasons({ onNpm, inBucket }: LeftTagFacts): string[] {
  return [
    ...onNpm
      .slice(0, NAMED)
      .map(({ name, version, wasUnpublished }) =>
        wasUnpublished ? `${name}@${version} was on npm and was unpublished` : `${name}@${version} is on npm`,
      ),
    ...inBucket.slice(0, NAMED).map((path) => `${path} is in the bucket`),
  ];
}

/**
 * The tag object that Navi created and its commit, by the journal's authentic rows; null where its creation was neither
 * answered nor read back. Undefined where Navi created none: an earlier tag is not Navi's.
 */
export function tagMadeIn(
  rows: readonly { row: Pick<JournalRow, 'event' | 'details'>; authentic: boolean }[],
): { object: string | null; commit: string | null } | undefined {
  const ofTag = rows.flatMap(({ row, authentic }) =>
    authentic && row.details['step'] === tag.kind ? [{ event: row.event, state: row.details['state'] }] : [],
  );
  if (!ofTag.some(({ event }) => event === 'step-intended')) return undefined;
  const shown = ofTag.map(({ state }) => field(state, 'sent') ?? field(state, 'evidence'));
  const made = shown.findLast((one) => typeof field(one, 'object') === 'string');
  const text = (of: Json | undefined) => (typeof of === 'string' ? of : null);
  return { object: text(field(made, 'object')), commit: text(field(made, 'commit')) };
}

function field(of: Json | undefined, name: string): Json | undefined {
  if (of === null || typeof of !== 'object' || Array.isArray(of)) return undefined;
  return Object.entries(of).find(([key]) => key === name)?.[1];
}

/** The text to read before the tag is deleted. */
export function deleteTagConfirmation({ plan, id }: Operation, object: string): Confirmation {
  const tag = `v${plan.content.version}`;
  return {
    title: `Delete tag ${tag}`,
    headline: `The tag ${tag}, left from ${id}, will be deleted.`,
    says: [
      'Its claim is revoked, its run has ended, and nothing of it is on npm or in the bucket.',
      `It is the tag object ${object.slice(0, 7)}, which Navi made. Navi checks it again before it deletes it.`,
      `Afterwards you can release ${tag} again, from the default branch.`,
    ],
    question: `Delete the tag ${tag} now?`,
    button: 'Delete tag',
    words: ['delete-tag', tag],
    label: `Delete the tag ${tag}`,
    needsReason: false,
    reason: null,
  };
}

/** The card's sentence about the tag; null while nothing is known. Plain text. */
export function leftTagSentence({ plan, leftTag }: Operation): string | null {
  const tag = `v${plan.content.version}`;
  switch (leftTag?.is) {
    case undefined:
      return null;
    case 'deletable':
      return `The tag ${tag} is left over and can be deleted; ${instead(leftTag.next)}.`;
    case 'stays':
      return `The tag ${tag} stays: ${leftTag.why.join('; ')}. Next: ${instead(leftTag.next)}.`;
    case 'deleting':
      return `The tag ${tag} is being deleted (requested by ${leftTag.by}).`;
    case 'deleted':
      return `The tag ${tag} was deleted by ${leftTag.by}.`;
  }
}

function instead(next: string | null): string {
  return next === null ? 'release another version' : `${next} is free`;
}
