import { describe, expect, it } from 'vitest';
import type { ChainFlaw } from '../../src/domain/chain.ts';
import type { JournalRow } from '../../src/domain/journal.ts';
import { differenceId, joinFlaws, postedDifferences } from '../../src/domain/record-check.ts';
import { acceptedIds, digestOf, newDifferences, openDifferences } from '../../src/domain/record-state.ts';

const flaw = (row: number, is: ChainFlaw['is'] = 'changed', digest = `d${row}`): ChainFlaw => ({
  is,
  row,
  to: row,
  problem: is,
  digest,
});

describe('flaws of the chain', () => {
  it('of one kind at neighbouring rows are one', () => {
    const joined = joinFlaws([], [flaw(3), flaw(4), flaw(5), flaw(7), flaw(8, 'other-key')]);
    expect(joined.map(({ is, row, to }) => [is, row, to])).toEqual([
      ['changed', 3, 5],
      ['changed', 7, 7],
      ['other-key', 8, 8],
    ]);
  });

  it('are joined the same for any order of parts', () => {
    const all = [flaw(3), flaw(4), flaw(5), flaw(6)];
    const whole = joinFlaws([], all);
    expect(joinFlaws(joinFlaws([], all.slice(0, 3)), all.slice(3))).toEqual(whole);
    expect(joinFlaws([], [flaw(3), flaw(4), flaw(5), flaw(6, 'changed', 'other')])).not.toEqual(whole);
  });

  it('are bounded, and none is lost', () => {
    const joined = joinFlaws(
      [],
      Array.from({ length: 5_000 }, (_, n) => flaw(2 * n + 1)),
    );
    expect(joined).toHaveLength(50);
    expect(joined.at(-1)).toMatchObject({ row: 99, to: 9_999 });
  });
});

describe('a posted head', () => {
  const mac = 'ab'.repeat(32);
  const at = { rows: 10, mac: 'ef'.repeat(32) };
  it.each([
    ['is a beginning', { rows: 5, mac }, []],
    ['is a beginning, cut short', { rows: 5, mac: mac.slice(0, 16).toUpperCase() }, []],
    ['is of a longer journal', { rows: 50, mac }, [/has 10 rows: rows were cut/]],
    ['is of another row', { rows: 5, mac: 'cd'.repeat(32) }, [/another row there/]],
  ])('%s', (_, posted, problems) => {
    const found = postedDifferences([posted], at, new Map([[5, mac]]));
    expect(found).toEqual(
      problems.map((problem) => expect.objectContaining({ problem: expect.stringMatching(problem) })),
    );
  });
});

describe('what the rows about the record leave open', () => {
  const row = (event: string, details: object, person?: string) =>
    ({
      event,
      at: '2026-07-01T12:00:00.000Z',
      details,
      actor: person === undefined ? { is: 'navi' } : { is: 'person', person },
    }) as unknown as JournalRow;
  const one = { a: 'row 1' };
  const two = { a: 'row 1', b: 'row 2' };
  const differs = (found: object) => row('record-differs', { found, rows: 9, head: 'ff' });
  const asked = (found: Record<string, string>, person: string) =>
    row('record-accept-asked', { digest: digestOf(found) }, person);

  it.each([
    ['nothing', [], null],
    ['what was found', [differs(one)], { found: one, asked: [], head: { rows: 9, mac: 'ff' } }],
    ['all that was found', [differs(one), differs({ b: 'row 2' })], { found: two }],
    ['who asked', [differs(one), asked(one, 'ben')], { asked: ['ben'] }],
    ['no request for less', [differs(two), asked(one, 'ben')], { asked: [] }],
    [
      'no request from before more was found',
      [differs(one), asked(one, 'ben'), differs({ b: 'row 2' })],
      { asked: [] },
    ],
    ['nothing that was accepted', [differs(one), row('record-accepted', { found: one }, 'ada')], null],
    [
      'what was found after that',
      [differs(one), row('record-accepted', { found: one }, 'ada'), differs({ b: 'row 2' })],
      { found: { b: 'row 2' } },
    ],
  ])('%s', (_, rows, open) => {
    if (open === null) expect(openDifferences(rows)).toBeNull();
    else expect(openDifferences(rows)).toMatchObject(open);
  });

  it('is not found anew, and neither is what was accepted; another change of the same row is', () => {
    const found = { in: 'rows' as const, ...flaw(3) };
    const known = { [differenceId(found)]: 'row 3' };
    const other = { in: 'rows' as const, ...flaw(3, 'changed', 'other') };
    expect(Object.keys(newDifferences([found], []))).toEqual(Object.keys(known));
    expect(newDifferences([found], [differs(known)])).toEqual({});
    const accepted = [differs(known), row('record-accepted', { found: known }, 'ada')];
    expect(newDifferences([found], accepted)).toEqual({});
    expect(acceptedIds(accepted)).toEqual(new Set(Object.keys(known)));
    expect(Object.keys(newDifferences([other], accepted))).toHaveLength(1);
  });
});
