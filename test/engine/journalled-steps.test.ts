import { expect, it } from 'vitest';
import type { JournalEvent } from '../../src/domain/journal.ts';
import { type JournalledSteps, noteStep } from '../../src/domain/record-steps.ts';
import type { StepState } from '../../src/domain/step.ts';
import { withJournalledSteps } from '../../src/engine/journalled-steps.ts';
import { sampleOperation } from '../harness/samples/sample-release.ts';

const AT = '2026-11-23T09:00:00.000Z';
const WHEN = { begunAt: AT, since: AT };
const INTENDED: StepState = { is: 'intended', ...WHEN, epoch: 1, attempt: 1 };
const UNKNOWN: StepState = { is: 'unknown', ...WHEN, attempt: 1, why: 'no answer' };
const WAIT = { is: 'pending', ...WHEN, expects: 'x', askAgainAt: AT } as const;
const SENT: StepState = { ...WAIT, attempt: 1, sent: { run: 7 } };
const WAITING: StepState = { is: 'waiting' };

const operation = sampleOperation();
const [first] = operation.plan.content.steps;
if (first === undefined) throw new Error('the sample has no step');
const { id } = first;

type Row = [event: JournalEvent, state?: StepState];

function journalled(...rows: Row[]): JournalledSteps {
  const steps: JournalledSteps = { isComplete: true, underWay: {} };
  for (const [event, state] of rows)
    noteStep(steps, { event, details: state === undefined ? {} : { step: id, state: { ...state } } });
  return steps;
}

it.each<[string, Row[], StepState, StepState | null]>([
  ['nothing yet', [], WAITING, null],
  ['a wait before any write', [], { ...WAIT, attempt: 0, sent: null }, null],
  ['a write that no row intends', [], INTENDED, WAITING],
  ['an attempt that no row has', [], { ...WAIT, attempt: 3, sent: null }, WAITING],
  ['an answer that no row has', [], SENT, WAITING],
  ['what the row has', [['step-intended', INTENDED]], INTENDED, null],
  ['a write that is forgotten', [['step-intended', INTENDED]], WAITING, INTENDED],
  ['another attempt', [['step-intended', INTENDED]], { ...INTENDED, attempt: 9 }, INTENDED],
  ['another beginning', [['step-unknown', UNKNOWN]], { ...UNKNOWN, begunAt: '2999' }, UNKNOWN],
  ['a wait for an answer after it', [['step-unknown', UNKNOWN]], { ...WAIT, attempt: 1, sent: null }, null],
  [
    'a write that was not allowed yet',
    [['step-intended', INTENDED]],
    { ...WAIT, attempt: 0, sent: null },
    null,
  ],
  ['an answer to a write that has none', [['step-unknown', UNKNOWN]], SENT, UNKNOWN],
  [
    'the answer',
    [
      ['step-intended', INTENDED],
      ['step-sent', SENT],
    ],
    { ...SENT, expects: 'y' } as StepState,
    null,
  ],
  ['another answer', [['step-sent', SENT]], { ...SENT, sent: { run: 8 } } as StepState, SENT],
  ['no answer any more', [['step-sent', SENT]], { ...WAIT, attempt: 1, sent: null }, SENT],
  [
    'an end after it',
    [
      ['step-sent', SENT],
      ['step-failed', { is: 'failed', ...WHEN, reason: { code: 'refused', detail: 'x' }, choices: [] }],
    ],
    WAITING,
    null,
  ],
  [
    'one that is done, which is compared elsewhere',
    [['step-sent', SENT]],
    { is: 'done', ...WHEN, evidence: {} },
    null,
  ],
  ['one that was set back with others', [['step-sent', SENT], ['retried']], WAITING, null],
  ['one that went on beside one that was set back', [['step-sent', SENT], ['retried']], SENT, null],
  [
    'one that has begun again after it',
    [['step-sent', SENT], ['retried'], ['step-intended', INTENDED]],
    SENT,
    INTENDED,
  ],
  ['one after a retry while nothing was under way', [['retried']], SENT, WAITING],
])('of %s', (_, rows, state, corrected) => {
  const steps = { ...operation.steps, [id]: state };
  const others = Object.fromEntries(operation.plan.content.steps.slice(1).map((one) => [one.id, WAITING]));
  const found = withJournalledSteps({ ...operation, steps: { ...steps, ...others } }, journalled(...rows));

  expect(found.operation.steps[id]).toEqual(corrected ?? state);
  expect(found.differences.map(({ field }) => field)).toEqual(corrected === null ? [] : [`step:${id}`]);
});

it('of an operation that an older version has read says nothing', () => {
  const forged = { ...operation, steps: { ...operation.steps, [id]: SENT } };
  expect(withJournalledSteps(forged, undefined)).toEqual({ operation: forged, differences: [] });
});

it('of an operation with rows in which an older version kept no state says nothing of what is waiting', () => {
  const steps = journalled();
  noteStep(steps, { event: 'step-intended', details: { step: id } });
  const going = { ...operation, steps: { ...operation.steps, [id]: SENT } };
  expect(withJournalledSteps(going, steps)).toEqual({ operation: going, differences: [] });
});
