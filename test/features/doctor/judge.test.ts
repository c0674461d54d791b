import { expect, it } from 'vitest';
import { countWords, worstFirst } from '../../../src/domain/check.ts';
import { nextDue } from '../../../src/domain/decide-due.ts';
import { WEEKDAYS } from '../../../src/domain/schedule.ts';
import { lacksAccess } from '../../../src/domain/scm-access.ts';
import { judgeRoster } from '../../../src/features/people/checks/roster.ts';
import { judgeClocks } from '../../../src/features/status/checks/clock.ts';
import { sizeWords } from '../../../src/features/status/size-words.ts';
import { settingsWith } from '../../harness/samples/settings.ts';

const clock = (whose: string, aheadMs: number) => ({ whose, aheadMs });

it.each([
  ['that agree', [clock('a', 900), clock('b', -400)], 'ok', /within 1 s of a, b/],
  ['of which one differs', [clock('a', 0), clock('b', 90_000)], 'warning', /b is 90 s ahead of Navi/],
  ['that all differ a little', [clock('a', 9_000), clock('b', 9_000)], 'warning', /a is 9 s ahead/],
  ['that all differ', [clock('a', -90_000), clock('b', -90_000)], 'failed', /a is 90 s behind Navi/],
  ['that cannot be read', [], 'warning', /No other clock/],
] as const)('judges clocks %s', (_, clocks, is, saw) => {
  const found = judgeClocks(clocks);
  expect(found.is).toBe(is);
  expect(found.saw).toMatch(saw);
});

const settings = settingsWith({});
const everyone = settings.people.map((person) => ({ person, problem: null }));
const without = (...ids: string[]) =>
  everyone.map(({ person }) => ({ person, problem: ids.includes(person.id) ? 'is deactivated' : null }));
const approvers = settings.people.filter(({ roles }) => roles.includes('approver')).map(({ id }) => id);
const rollers = settings.people
  .filter(({ roles }) => roles.some((role) => settings.permissions['roll-back'].includes(role)))
  .map(({ id }) => id);

it('judges a roster by the people who can decide', () => {
  expect(judgeRoster(without(...approvers), settings)).toMatchObject({
    is: 'failed',
    saw: expect.stringMatching(
      /needs 1 approval by other people, and 0 of them can approve \(.* is deactivated/,
    ),
  });
  const rule = { role: 'on-call', count: 1 } as const;
  const rules = { ...settings.approvals.rules, major: rule };
  expect(
    judgeRoster(without('cleo'), { ...settings, approvals: { ...settings.approvals, rules } }),
  ).toMatchObject({
    is: 'failed',
    saw: expect.stringContaining(
      'A major release needs more people than the requester: 1 on-call engineer is missing',
    ),
  });
  const { 'request-release': _, ...permissions } = settings.permissions;
  const anyone = {
    ...settings,
    permissions: { ...permissions, 'request-release': ['approver', 'engineer'] as const },
  };
  expect(judgeRoster(without(...rollers.filter((id) => !approvers.includes(id))), anyone).is).not.toBe('ok');
});

it.each([
  [{ permissions: null, canPush: true }, []],
  [{ permissions: null, canPush: null }, []],
  [{ permissions: null, canPush: false }, ['write access']],
  [
    {
      permissions: {
        actions: 'read',
        checks: 'write',
        contents: 'admin',
        deployments: 'write',
        issues: 'write',
        metadata: 'read',
      },
      canPush: null,
    },
    ['actions: write'],
  ],
])('finds what a credential lacks: %j', (access, lacks) => {
  expect(lacksAccess(access)).toEqual(lacks);
});

const daily = (times: string[], zone = 'UTC') => ({ is: 'at', times, days: WEEKDAYS, zone }) as const;

it.each([
  ['an interval', { is: 'every', ms: 900_000 } as const, '2026-11-23T09:07:00Z', '2026-11-23T09:15:00.000Z'],
  ['a time of today', daily(['09:00', '17:30']), '2026-11-23T09:00:00Z', '2026-11-23T17:30:00.000Z'],
  ['a time of tomorrow', daily(['04:40']), '2026-11-23T09:00:00Z', '2026-11-24T04:40:00.000Z'],
  [
    'a day of the next week',
    { ...daily(['09:00']), days: ['mon'] } as const,
    '2026-11-23T09:00:00Z',
    '2026-11-30T09:00:00.000Z',
  ],
  [
    'a time that the clocks leave out',
    daily(['02:30'], 'Europe/Brussels'),
    '2026-03-28T12:00:00Z',
    '2026-03-29T01:30:00.000Z',
  ],
])('knows when %s is due next', (_, when, now, next) => {
  expect(nextDue(when, new Date(now))).toBe(next);
});

it('counts and sorts results, the failed first', () => {
  const row = (title: string, is: 'ok' | 'failed' | 'warning') =>
    is === 'ok'
      ? { name: title, title, is, saw: '' }
      : { name: title, title, is, saw: '', why: '', next: '' };
  const rows = [row('b', 'ok'), row('a', 'warning'), row('c', 'failed'), row('a', 'ok'), row('d', 'warning')];
  expect(worstFirst(rows).map(({ title, is }) => `${title} ${is}`)).toEqual([
    'c failed',
    'a warning',
    'd warning',
    'a ok',
    'b ok',
  ]);
  expect(countWords(rows)).toBe('1 failed, 2 warnings, 2 ok');
});

it.each([
  [999, '999 bytes'],
  [41_520_000, '41.5 MB'],
  [2_000_000_000_000_000, '2000.0 TB'],
])('says sizes in words: %d', (bytes, words) => expect(sizeWords(bytes)).toBe(words));
