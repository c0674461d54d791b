import { describe, expect, it } from 'vitest';
import type { Failure, Health, Reading } from '../../../src/domain/source-health.ts';
import {
  decideHealth,
  mayRead,
  reportOf,
  silenceOf,
} from '../../../src/features/monitoring/decide-health.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 27, 10, minute)).toISOString();

/** One reading a minute from 10:00 on. */
function healthAfter(...outcomes: readonly (Failure | 'ok' | 'not-configured')[]): Health {
  return outcomes.reduce<Health>(
    (health, outcome, minute) => decideHealth(health, reading(outcome, minute)),
    {
      is: 'not-read-yet',
    },
  );
}

function reading(outcome: Failure | 'ok' | 'not-configured', minute: number): Reading {
  if (outcome === 'ok') return { is: 'answered', at: at(minute) };
  if (outcome === 'not-configured') return { is: 'not-configured', at: at(minute), setting: 'SENTRY_TOKEN' };
  return { is: 'failed', at: at(minute), failure: outcome };
}

const UNAUTHORIZED: Failure = { is: 'unauthorized' };
const FORBIDDEN: Failure = { is: 'forbidden', right: 'event:read' };
const LIMITED: Failure = { is: 'rate-limited', until: at(30) };
const DOWN: Failure = { is: 'server-error', status: 503 };
const GONE: Failure = { is: 'no-answer' };
const CUT: Failure = { is: 'unreadable' };
const SILENT: Failure = { is: 'silent', seenBy: 'the load balancer' };

describe('the health of a source', () => {
  it.each<[string, Health, object]>([
    ['nothing was read yet', healthAfter(), { is: 'not read yet', since: null, why: null, fix: null }],
    ['it answers', healthAfter('ok'), { is: 'working', since: at(0) }],
    ['it goes on answering', healthAfter('ok', 'ok', 'ok'), { is: 'working', since: at(0) }],
    ['one read fails', healthAfter('ok', DOWN), { is: 'working', since: at(0), why: null }],
    ['two reads fail', healthAfter('ok', GONE, DOWN), { is: 'working', since: at(0) }],
    [
      'it answers after two failed reads',
      healthAfter('ok', GONE, DOWN, 'ok'),
      { is: 'working', since: at(0) },
    ],
    ['failed reads were not in a row', healthAfter('ok', GONE, GONE, 'ok', GONE, GONE), { is: 'working' }],
    [
      'three reads fail: broken since the first',
      healthAfter('ok', GONE, CUT, DOWN),
      { is: 'broken', since: at(1), why: 'it has an error of its own (503)', fix: null },
    ],
    ['it stays broken since then', healthAfter('ok', GONE, GONE, GONE, DOWN), { is: 'broken', since: at(1) }],
    ['it answers again', healthAfter('ok', GONE, GONE, GONE, 'ok'), { is: 'working', since: at(4) }],
    [
      'its token is no longer accepted: broken at once',
      healthAfter('ok', UNAUTHORIZED),
      { is: 'broken', since: at(1), why: 'it does not accept the token (401)', fix: 'Replace the token' },
    ],
    ['a lasting failure follows a passing one', healthAfter('ok', GONE, UNAUTHORIZED), { since: at(1) }],
    [
      'it reports nothing while there is traffic: broken at once',
      healthAfter('ok', SILENT),
      { is: 'broken', since: at(1), why: 'it reports nothing while the load balancer sees traffic' },
    ],
    ['its first read fails', healthAfter(DOWN), { is: 'broken', since: at(0) }],
    [
      'it is not configured',
      healthAfter('not-configured'),
      { is: 'not set up', since: null, why: 'SENTRY_TOKEN is not set', fix: 'Set SENTRY_TOKEN' },
    ],
    [
      'its account never had a right',
      healthAfter(FORBIDDEN, FORBIDDEN),
      { is: 'not set up', since: null, fix: 'Grant its account the right event:read' },
    ],
    [
      'its account has lost a right: broken at once',
      healthAfter('ok', FORBIDDEN),
      {
        ...{ is: 'broken', since: at(1), why: 'its account lacks the right event:read' },
        fix: 'Grant its account the right event:read',
      },
    ],
    ['it stays broken since it lost its right', healthAfter('ok', FORBIDDEN, FORBIDDEN), { since: at(1) }],
    ['it gets the right again', healthAfter('ok', FORBIDDEN, 'ok'), { is: 'working', since: at(2) }],
    ['it loses a right while it is broken', healthAfter('ok', UNAUTHORIZED, FORBIDDEN), { since: at(1) }],
    ['it fails before it ever worked, for a right', healthAfter(DOWN, FORBIDDEN), { is: 'not set up' }],
    ['it is set up and works', healthAfter('not-configured', 'ok'), { is: 'working', since: at(1) }],
    ['it is set up and fails', healthAfter(FORBIDDEN, GONE), { is: 'broken', since: at(1) }],
    ['its configuration is taken away', healthAfter('ok', 'not-configured'), { is: 'not set up' }],
  ])('%s', (_, health, expected) => {
    expect(reportOf(health)).toMatchObject(expected);
  });

  it('keeps when the source worked last', () => {
    expect(healthAfter('ok', GONE, GONE, GONE, DOWN)).toMatchObject({ workedAt: at(0), readAt: at(4) });
    expect(healthAfter('ok', FORBIDDEN)).toMatchObject({ workedAt: at(0) });
    expect(healthAfter(DOWN)).toMatchObject({ workedAt: null });
  });

  it('is not changed by a reading that is not newer', () => {
    const health = healthAfter('ok', 'ok', 'ok');

    expect(decideHealth(health, reading(UNAUTHORIZED, 1))).toBe(health);
    expect(decideHealth(health, reading(UNAUTHORIZED, 2))).toBe(health);
  });

  it.each<Failure>([UNAUTHORIZED, { is: 'not-found' }, LIMITED, DOWN, GONE, CUT, SILENT])(
    'says why it is broken: %j',
    (failure) => {
      expect(reportOf(healthAfter(failure)).why).toMatch(/^it |^its /);
    },
  );
});

describe('a source that has had too many requests', () => {
  it.each([
    ['before the time that it named', at(29), false],
    ['at that time', at(30), true],
  ])('is read or not %s', (_, now, may) => {
    expect(mayRead(healthAfter(LIMITED), new Date(now))).toBe(may);
    expect(mayRead(healthAfter('ok', LIMITED), new Date(now))).toBe(may);
  });

  it('is read after an hour, though it named next year, and at once where it named no time', () => {
    const nextYear = healthAfter({ is: 'rate-limited', until: '2027-11-27T10:00:00.000Z' });

    expect([59, 60].map((minute) => mayRead(nextYear, new Date(at(minute))))).toEqual([false, true]);
    expect(mayRead(healthAfter({ is: 'rate-limited', until: null }), new Date(at(1)))).toBe(true);
    expect(mayRead(healthAfter({ is: 'rate-limited', until: 'soon' }), new Date(at(1)))).toBe(true);
  });

  it.each([healthAfter(), healthAfter('ok'), healthAfter(DOWN), healthAfter('not-configured')])(
    'is not one of these: %j',
    (health) => {
      expect(mayRead(health, new Date(at(1)))).toBe(true);
    },
  );
});

describe('dead data', () => {
  it.each([
    [0, 100, true],
    [0, 99, false],
    [1, 10_000, false],
    [0, null, false],
    [null, 10_000, false],
  ])('%j counted while another source counted %j', (counted, other, isSilent) => {
    const failure = silenceOf(counted, { name: 'the load balancer', counted: other });

    expect(failure).toEqual(isSilent ? SILENT : null);
  });
});
