import { createHash } from 'node:crypto';
import type { ChainFlaw } from './chain.ts';
import type { JournalRow } from './journal.ts';
import { canonical, type Json } from './json.ts';
import {
  describeDifference,
  differenceId,
  type JournalHead,
  joinFlaws,
  type RecordDifference,
} from './record-check.ts';
import { isAcceptable } from './record-rebased.ts';
import type { Subject } from './subject.ts';

/** The subject of rows about the check of the record. */
export const RECORD: Subject = { kind: 'store', id: 'record' };

/** Differences by their ids, in words. */
export type Differences = Readonly<Record<string, string>>;

/** Found differences that were not accepted. */
export interface OpenDifferences {
  found: Differences;
  /** ISO */
  since: string;
  /** The end of the journal at the last finding. */
  head: JournalHead;
  /** Who has requested its acceptance, in the journal's order. */
  asked: readonly string[];
}

/** The open differences by the authentic rows about the record, in order; null for none. Only the journal decides. */
export function openDifferences(rows: readonly JournalRow[]): OpenDifferences | null {
  return rows.reduce<OpenDifferences | null>(afterRow, null);
}

function afterRow(open: OpenDifferences | null, row: JournalRow): OpenDifferences | null {
  const { event, at, details, actor } = row;
  switch (event) {
    case 'record-differs': {
      const found = { ...open?.found, ...textsIn(details['found']) };
      return { found, since: open?.since ?? at, head: headIn(details), asked: [] };
    }
    case 'record-accept-asked': {
      const isOfThese = open !== null && details['digest'] === digestOf(open.found);
      return isOfThese && actor.is === 'person' ? { ...open, asked: [...open.asked, actor.person] } : open;
    }
    case 'record-accepted':
      return null;
    default:
      return open;
  }
}

/** The ids of everything that was accepted, ever. */
export function acceptedIds(rows: readonly JournalRow[]): ReadonlySet<string> {
  const accepted = rows.filter(({ event }) => event === 'record-accepted');
  return new Set(accepted.flatMap(({ details }) => Object.keys(textsIn(details['found']))));
}

/**
 * The flaws that remain after an acceptance. A wrong head before it no longer matters: the next row has corrected it.
 */
export function flawsLeft(flaws: readonly ChainFlaw[], accepted: JournalRow): ChainFlaw[] {
  const ids = acceptedIds([accepted]);
  const covered = joinFlaws(
    [],
    flaws.toSorted((a, b) => a.row - b.row),
  ).filter((one) => ids.has(differenceId({ in: 'rows', ...one })));
  return flaws.filter(({ is, row, to }) => {
    const isPast = (is === 'head' || is === 'too-many') && row < accepted.sequence;
    return !isPast && !covered.some((one) => one.row <= row && to <= one.to);
  });
}

/**
 * Found differences that are neither open nor accepted. After its acceptance a row of the state is as the journal has
 * it: where it is found again, it was changed again.
 */
export function newDifferences(found: readonly RecordDifference[], rows: readonly JournalRow[]): Differences {
  const accepted = acceptedIds(rows);
  const open = openDifferences(rows)?.found ?? {};
  const fresh = found.filter((one) => {
    const id = differenceId(one);
    const isMended = one.in === 'state' && isAcceptable(one);
    return !(id in open) && (isMended || !accepted.has(id));
  });
  return Object.fromEntries(fresh.map((one) => [differenceId(one), describeDifference(one)]));
}

/** One digest for all of them: what was requested is what is accepted. */
export function digestOf(found: Differences): string {
  return createHash('sha256')
    .update(canonical(Object.keys(found).toSorted()))
    .digest('hex');
}

/** The kinds of differences by the prefix of their ids (`differenceId`), the most important first. */
const KINDS = ['live', 'rows', 'posted', 'state', 'ended'];

/** Of the state, what is live comes first, then what blocks releases. */
const TABLES = ['surfaces ', 'locked_lines ', 'quarantined_versions ', 'terminal_tokens ', 'operations '];

function rankOf(text: string): number {
  const rank = TABLES.findIndex((start) => text.startsWith(start));
  return rank < 0 ? TABLES.length : rank;
}

/** Takes one of each kind in turn, so that many of one kind hide no other. The order is stable. */
function inTurns(found: Differences): string[] {
  const kindOf = (id: string) => KINDS.findIndex((kind) => id.startsWith(`${kind}:`));
  // A kind that only a newer version knows comes last.
  const kinds = [...KINDS.keys(), -1].map((kind) =>
    Object.entries(found)
      .flatMap(([id, text]) => (kindOf(id) === kind ? [text] : []))
      .toSorted(
        (one, other) => rankOf(one) - rankOf(other) || one.localeCompare(other, 'en', { numeric: true }),
      ),
  );
  const longest = Math.max(...kinds.map(({ length }) => length));
  return Array.from({ length: longest }, (_, place) => kinds.flatMap((texts) => texts[place] ?? [])).flat();
}

/** The first few in words, and how many more there are. */
export function textsOf(found: Differences, most = 5): string[] {
  const texts = inTurns(found);
  const left = texts.length - most;
  return [...texts.slice(0, most), ...(left > 0 ? [`and ${left} more`] : [])];
}

/** The command that accepts the record as it is, without Navi's own name. */
export function acceptCommand({ rows, mac }: JournalHead): string {
  return `audit accept ${rows} ${mac.slice(0, 16)} --reason "…"`;
}

function textsIn(value: Json | undefined): Differences {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([id, text]) => (typeof text === 'string' ? [[id, text]] : [])),
  );
}

function headIn({ rows, head }: JournalRow['details']): JournalHead {
  return { rows: typeof rows === 'number' ? rows : 0, mac: typeof head === 'string' ? head : '' };
}
