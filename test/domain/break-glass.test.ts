import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/domain/approval.ts';
import { decideOwedReviews, LIFTED_CHECKS, liftChecks } from '../../src/domain/break-glass.ts';
import type { Judged } from '../../src/domain/gate.ts';
import type { JournalRow } from '../../src/domain/journal.ts';
import { RELEASE_GATES } from '../../src/features/release/gates/release-gates.ts';

const reason = { code: 'gate-refused', gate: 'g', text: 'It waits.', who: 'x', next: 'y' } as const;

describe('break glass', () => {
  it.each(RELEASE_GATES.map(({ id }) => id))('of the check "%s" lifts what it may', (gate) => {
    const LIFTS = [
      ...['releases are not frozen', 'a beta was out'],
      ...['customers were notified', 'the cadence is kept', 'sign-offs are given'],
    ];
    const blocked: Judged = { gate, is: 'block', reason };
    const { verdicts, lifts } = liftChecks([blocked, blocked]);
    const isLifted = LIFTS.includes(gate);
    expect(lifts).toEqual(isLifted ? [gate] : []);
    expect(verdicts.map(({ is }) => is)).toEqual(isLifted ? ['warn', 'warn'] : ['block', 'block']);
  });

  it('names only checks that exist, and leaves what passes, warns or is in shadow', () => {
    const names = RELEASE_GATES.map(({ id }) => id);
    expect(LIFTED_CHECKS.filter((one) => !names.includes(one))).toEqual([]);
    const gate = LIFTED_CHECKS[0] ?? '';
    const others: Judged[] = [
      { gate, is: 'pass', evidence: 'e' },
      { gate, is: 'warn', evidence: 'e' },
      { gate, is: 'shadow', would: 'block', evidence: 'e' },
    ];
    expect(liftChecks(others)).toEqual({ verdicts: others, lifts: [] });
  });
});

const AT = '2026-11-23T09:00:00.000Z';

function row(event: 'glass-broken' | 'glass-reviewed', person: string, operation = 'rel_1') {
  const actor: JournalRow['actor'] = {
    is: 'person',
    person,
    account: person,
    role: null,
    how: 'slack',
    place: { is: 'slack', channel: 'C1' },
  };
  return { event, actor, at: AT, details: { operation, version: '1.2.1' } };
}

/** Ada breaks the glass for a release that this person has requested. */
function requestedBy(requester: string) {
  const one = row('glass-broken', 'ada');
  return { ...one, details: { ...one.details, requester } };
}

const decision = (person: string, is: Decision['decision'] = 'approve'): Decision => ({
  ...{ person, role: 'approver', decision: is, planHash: 'h', at: AT },
});
const OWED = { operation: 'rel_1', version: '1.2.1', due: '2026-11-24T09:00:00.000Z' };

describe('the review after break glass', () => {
  it.each([
    ['is owed once it is approved', [row('glass-broken', 'ada')], [decision('ben')], [OWED]],
    ['is not owed before', [row('glass-broken', 'ada')], [], []],
    [
      'is not owed for an approval from before',
      [row('glass-broken', 'ada')],
      [{ ...decision('ben'), at: '2026-11-23T08:59:59.999Z' }],
      [],
    ],
    [
      'is not given by who asked for the release that another person released by break glass',
      [requestedBy('dev'), row('glass-reviewed', 'dev')],
      [decision('ben')],
      [{ ...OWED, involved: ['dev', 'ada', 'ben'] }],
    ],
    ['is not owed where it was rejected', [row('glass-broken', 'ada')], [decision('ben', 'reject')], []],
    [
      'is given by another person',
      [row('glass-broken', 'ada'), row('glass-reviewed', 'cleo')],
      [decision('ben')],
      [],
    ],
    [
      'is not given by who asked',
      [row('glass-broken', 'ada'), row('glass-reviewed', 'ada')],
      [decision('ben')],
      [OWED],
    ],
    [
      'is not given by who approved',
      [row('glass-broken', 'ada'), row('glass-reviewed', 'ben')],
      [decision('ben')],
      [OWED],
    ],
    [
      'of another release does not count',
      [row('glass-broken', 'ada'), row('glass-reviewed', 'cleo', 'rel_2')],
      [decision('ben')],
      [OWED],
    ],
  ] as const)('%s', (_, rows, decisions, owed) => {
    expect(decideOwedReviews({ rows, decisions: { rel_1: decisions } })).toMatchObject(owed);
    expect(decideOwedReviews({ rows, decisions: { rel_1: decisions } })).toHaveLength(owed.length);
  });
});
