import type { Decision } from './approval.ts';
import type { Judged } from './gate.ts';
import type { JournalRow } from './journal.ts';
import { explain } from './refusals.ts';
import type { Subject } from './subject.ts';

/** The name of the check that no freeze is in force. */
export const NOT_FROZEN = 'releases are not frozen';

/** The name of the check that a release is not too early after the last of its kind. */
export const CADENCE_KEPT = 'the cadence is kept';

/** The checks that break glass lifts. All others protect what is released, who agrees, or the way back. */
export const LIFTED_CHECKS: readonly string[] = [
  NOT_FROZEN,
  'a beta was out',
  'customers were notified',
  CADENCE_KEPT,
  'sign-offs are given',
];

/** What a plan says that it lifts beside checks. */
export const MORE_APPROVALS = 'approvals above the first';

/** The subject of the rows about releases by break glass and their reviews. */
export const BREAK_GLASS: Subject = { kind: 'store', id: 'break-glass' };

/** When the review of an approved release is due. Milliseconds. */
const REVIEW_WITHIN_MS = 24 * 3_600_000;

/** A release by break glass. `lifts` are the names of checks, and `MORE_APPROVALS`. */
export interface BreakGlass {
  reason: string;
  lifts: readonly string[];
}

/** What it lifts, in words. The name of a check says what must be so: alone it would read as the opposite. */
export function liftsText({ lifts }: Pick<BreakGlass, 'lifts'>): string {
  return lifts.map((one) => (LIFTED_CHECKS.includes(one) ? `the check that ${one}` : one)).join(', ');
}

/** What blocks and may be lifted only warns, and says that it was lifted. Pure. */
export function liftChecks(verdicts: readonly Judged[]): { verdicts: Judged[]; lifts: string[] } {
  const lifted = verdicts.filter((one) => one.is === 'block' && LIFTED_CHECKS.includes(one.gate));
  return {
    lifts: [...new Set(lifted.map(({ gate }) => gate))],
    verdicts: verdicts.map((one) =>
      one.is === 'block' && lifted.includes(one)
        ? { gate: one.gate, is: 'warn', evidence: `lifted by break glass: ${explain(one.reason).text}` }
        : one,
    ),
  };
}

/** A release by break glass whose review is owed. `due` is ISO; the people are ids. */
export interface OwedReview {
  operation: string;
  version: string;
  due: string;
  /** Who asked for it or approved it. */
  involved: readonly string[];
}

type BreakGlassRow = Pick<JournalRow, 'event' | 'actor' | 'at' | 'details'>;

/** The authentic rows about releases by break glass, and the authentic decisions on each of these operations. */
interface BreakGlassRows {
  rows: readonly BreakGlassRow[];
  decisions: Readonly<Record<string, readonly Decision[]>>;
}

/** The reviews that are owed: of each approved release, until a person who was not involved has recorded one. Pure. */
export function decideOwedReviews({ rows, decisions }: BreakGlassRows): OwedReview[] {
  return rows
    .filter(({ event }) => event === 'glass-broken')
    .flatMap((row): OwedReview[] => {
      const [operation, version] = [textIn(row, 'operation'), textIn(row, 'version')];
      // Approvals from before are of another plan, which lifted nothing.
      const approvals = (decisions[operation] ?? []).filter(
        ({ decision, at }) => decision === 'approve' && at >= row.at,
      );
      const approvedAt = approvals.map(({ at }) => at).toSorted()[0];
      if (approvedAt === undefined) return [];
      const asked = [textIn(row, 'requester'), ...personsIn(row)].filter((person) => person !== '');
      const involved = [...new Set([...asked, ...approvals.map(({ person }) => person)])];
      const isReviewed = rows.some(
        (one) =>
          one.event === 'glass-reviewed' &&
          textIn(one, 'operation') === operation &&
          personsIn(one).some((person) => !involved.includes(person)),
      );
      const due = new Date(Date.parse(approvedAt) + REVIEW_WITHIN_MS).toISOString();
      return isReviewed ? [] : [{ operation, version, due, involved }];
    });
}

function textIn({ details }: BreakGlassRow, name: string): string {
  const value = details[name];
  return typeof value === 'string' ? value : '';
}

function personsIn({ actor }: BreakGlassRow): string[] {
  return actor.is === 'person' ? [actor.person] : [];
}
