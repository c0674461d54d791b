import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import type { Person } from '../../src/domain/person.ts';
import { OPERATIONS } from '../../src/features/operations.ts';
import { decideDirect } from '../../src/outbox/direct/decide-direct.ts';
import { NOW, sampleOperation } from '../harness/samples/sample-release.ts';
import { sampleRollback } from '../harness/samples/sample-rollback.ts';

const AT = NOW.toISOString();
const PEOPLE: Person[] = [
  { id: 'ada', name: 'Ada', slack: 'U0ADA', roles: ['release-manager'] },
  { id: 'ben', name: 'Ben', slack: 'U0BEN', roles: ['approver'] },
  { id: 'cleo', name: 'Cleo', slack: 'U0CLEO', roles: ['on-call'], zone: 'America/Los_Angeles' },
];
const BEN = { person: 'ben', name: 'Ben', at: AT };
const HALF = '2026-11-23T11:00:00.000Z';

function told(different: Partial<Operation>, now = AT) {
  const operation = sampleOperation(different);
  return decideDirect(operation, {
    people: PEOPLE,
    now: new Date(now),
    zone: 'UTC',
    words: OPERATIONS.wordsOf(operation.plan.content),
    stoppedAt: 'Release workflow',
  }).map(({ event, occasion, person, text, isOver }) =>
    [`${event} ${occasion} ${person.id}${isOver ? ' over' : ''}`, text].join(': '),
  );
}

const trouble = { code: 'run-failed', detail: 'the build failed' } as const;
const stopped = {
  is: 'stopped',
  since: AT,
  step: 'watch',
  how: 'failed',
  trouble,
  choices: ['retry'],
} as const;
const overFor = (text: string) =>
  ['ben', 'cleo'].flatMap((person) =>
    ['asked', 'half-time'].map((event) => `${event} 1 ${person} over: No longer needed: ${text}`),
  );

describe('direct messages about a release', () => {
  it.each([
    [
      'is asked for',
      {},
      AT,
      ['ben', 'cleo'].map(
        (one) =>
          `asked 1 ${one}: Ada Okafor asks you to approve v1.2.0. It expires at 2026-11-23T13:00:00.000Z.`,
      ),
    ],
    [
      'has one of its approvals',
      { approvers: [BEN] },
      AT,
      [
        'asked 1 ben over: You approved v1.2.0. 1 of 1 approvals so far.',
        'half-time 1 ben over: You approved v1.2.0. 1 of 1 approvals so far.',
        'asked 1 cleo: Ada Okafor asks you to approve v1.2.0. It expires at 2026-11-23T13:00:00.000Z.',
      ],
    ],
    [
      'is rejected, with the reason',
      { state: { is: 'rejected', at: AT, by: 'Ben', reason: 'not today' } },
      AT,
      [...overFor('Ben rejected v1.2.0.'), 'rejected 1 ada: Ben rejected v1.2.0: not today'],
    ],
    ['is withdrawn', { state: { is: 'retracted', at: AT, by: 'Ada' } }, AT, overFor('Ada withdrew v1.2.0.')],
    [
      'expires',
      { state: { is: 'expired', at: AT } },
      AT,
      [
        ...overFor('v1.2.0 has expired.'),
        'expired 1 ada: v1.2.0 expired without a decision. Its card has Plan again.',
      ],
    ],
    [
      'is approved and runs',
      { state: { is: 'running', since: AT }, approvers: [BEN] },
      AT,
      [...overFor('v1.2.0 was approved by Ben.'), 'approved 1 ada: v1.2.0 was approved by Ben and runs.'],
    ],
    [
      'fails',
      { state: stopped, approvers: [BEN] },
      AT,
      [
        ...overFor('v1.2.0 was approved by Ben.'),
        'failed 0 ada: v1.2.0 is paused at "Release workflow": the build failed',
      ],
    ],
    [
      'continues after it failed',
      { state: { is: 'running', since: AT }, approvers: [BEN], retries: { watch: 1 } },
      AT,
      [
        ...overFor('v1.2.0 was approved by Ben.'),
        'failed 0 ada over: v1.2.0 continues.',
        'approved 1 ada: v1.2.0 was approved by Ben and runs.',
      ],
    ],
    [
      'is done',
      { state: { is: 'done', at: AT }, approvers: [BEN] },
      AT,
      [...overFor('v1.2.0 was approved by Ben.'), 'done 1 ada: v1.2.0 is released.'],
    ],
  ] as const)('that %s', (_, different, now, wanted) => {
    expect(told(different, now)).toEqual(wanted);
  });

  it('say at half-time who is awake, in their own times', () => {
    expect(told({}, HALF).filter((one) => one.startsWith('half-time'))).toEqual(
      ['ben', 'cleo'].map(
        (one) =>
          `half-time 1 ${one}: v1.2.0 still waits for approval, until 2026-11-23T13:00:00.000Z. Awake now: Ben (11:00). Probably asleep: Cleo (03:00).`,
      ),
    );
  });

  it('are none about what needs no approvals', () => {
    const operation = sampleRollback();
    const words = OPERATIONS.wordsOf(operation.plan.content);
    expect(decideDirect(operation, { people: PEOPLE, now: NOW, zone: 'UTC', words, stoppedAt: '' })).toEqual(
      [],
    );
  });
});
