import { describe, expect, it } from 'vitest';
import { decideWhatMatters, reachText, ticketsIn } from '../../src/domain/release-contents.ts';
import { sampleCommit } from '../harness/samples/sample-plan.ts';

const ROUTINE = [
  sampleCommit('Version packages for v1.2.0', 9),
  sampleCommit('Merge pull request #7 from a/b', null),
  sampleCommit('Bump zod from 4.1.0 to 4.1.1', 6, 'dependabot[bot]'),
];

describe('what matters among the commits', () => {
  it.each([
    [
      'what breaks comes first, whatever its age',
      ['feat: a', 'fix: b', 'feat(api)!: c', 'Remove d, BREAKING'],
      4,
      ['feat(api)!: c', 'Remove d, BREAKING', 'feat: a', 'fix: b'],
    ],
    [
      'features and fixes before the rest, the newest first',
      ['docs: a', 'Rename b', 'fix: c', 'chore(deps): d', 'feat: e', 'perf: f'],
      6,
      ['fix: c', 'feat: e', 'perf: f', 'Rename b', 'docs: a', 'chore(deps): d'],
    ],
    ['no more than asked', ['fix: a', 'fix: b', 'fix: c'], 2, ['fix: a', 'fix: b']],
    ['nothing of nothing', [], 5, []],
  ])('%s', (_, titles, most, wanted) => {
    const commits = titles.map((title) => sampleCommit(title, null));
    expect(decideWhatMatters(commits, most).map(({ title }) => title)).toEqual(wanted);
  });

  it('leaves versions, merges and bots for last', () => {
    const commits = [...ROUTINE, sampleCommit('ci: cache npm', 5)];
    expect(decideWhatMatters(commits, 1)).toEqual([sampleCommit('ci: cache npm', 5)]);
    expect(decideWhatMatters(commits, 9)).toHaveLength(4);
  });
});

describe('tickets in titles', () => {
  it.each([
    [['fix: NAV-42 and AH2-7'], ['NAV-42', 'AH2-7']],
    [['NAV-42', 'again NAV-42'], ['NAV-42']],
    [['read UTF-8 and SHA-256, see CVE-2024', 'nav-42', 'NAV-0', 'A-1'], []],
  ])('%j: %j', (titles, wanted) => {
    expect(ticketsIn(titles.map((title) => ({ title })))).toEqual(wanted);
  });
});

describe('whom a release reaches', () => {
  it.each([
    [
      { is: 'known', loading: 22, inAll: 31, notStated: 0 },
      '22 of 31 customers load v1/ and get it without doing anything',
    ],
    [
      { is: 'known', loading: 1, inAll: 1, notStated: 0 },
      '1 of 1 customer loads v1/ and get it without doing anything',
    ],
    [
      { is: 'known', loading: 0, inAll: 3, notStated: 2 },
      '0 of 3 customers load v1/ and get it without doing anything; of 2 it is not known what they load',
    ],
    [
      { is: 'unknown', why: 'no customers file is set' },
      'Customers who load v1/ are not known: no customers file is set',
    ],
  ] as const)('%j: %s', (reach, wanted) => {
    expect(reachText(reach, 'v1')).toBe(wanted);
  });
});
