/** What a check of the doctor has found. `saw` and `next` are for people: one or two sentences. */
export type CheckFound =
  | { is: 'ok'; saw: string }
  /** `next`: the exact command, scope, variable or page. */
  | { is: Problem; saw: string; next: string };

type Problem = 'warning' | 'failed' | 'not-set-up';

/** A check's result as it is shown. */
export type CheckRow = { name: string; title: string } & (
  | { is: 'ok'; saw: string }
  /** `why` it matters. */
  | { is: Problem; saw: string; why: string; next: string }
);

const WORDS: Readonly<Record<CheckRow['is'], { icon: string; word: string }>> = {
  failed: { icon: '❌', word: 'failed' },
  warning: { icon: '⚠️', word: 'warning' },
  'not-set-up': { icon: '➖', word: 'not set up' },
  ok: { icon: '✅', word: 'ok' },
};

/** A result's icon and word for people. */
export function checkWords(is: CheckRow['is']): { icon: string; word: string } {
  return WORDS[is];
}

const ORDER: readonly CheckRow['is'][] = ['failed', 'warning', 'not-set-up', 'ok'];

/** The failed first; equal results in the order of their titles. */
export function worstFirst(rows: readonly CheckRow[]): CheckRow[] {
  return rows.toSorted(
    (one, other) =>
      ORDER.indexOf(one.is) - ORDER.indexOf(other.is) || one.title.localeCompare(other.title, 'en'),
  );
}

/** Such as `1 failed, 2 warnings, 14 ok`. */
export function countWords(rows: readonly Pick<CheckRow, 'is'>[]): string {
  return ORDER.flatMap((is) => {
    const count = rows.filter((row) => row.is === is).length;
    const plural = is === 'warning' && count !== 1 ? 's' : '';
    return count === 0 ? [] : [`${count} ${WORDS[is].word}${plural}`];
  }).join(', ');
}

/** Such as ` (40 s ago: a check runs at most once a minute)`, or nothing for a new result. */
export function ageWords(ageSeconds: number): string {
  return ageSeconds === 0 ? '' : ` (${ageSeconds} s ago: a check runs at most once a minute)`;
}
