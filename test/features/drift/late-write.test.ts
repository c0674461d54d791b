import { describe, expect, it } from 'vitest';
import type { JournalRow } from '../../../src/domain/journal.ts';
import { hashPlan } from '../../../src/domain/plan.ts';
import { lateWrites } from '../../../src/features/drift/late-write.ts';
import { moveDistTag } from '../../../src/features/surfaces/steps/move-dist-tag.ts';
import { anOperation } from '../../harness/store/things.ts';

const base = anOperation();
const content = {
  ...base.plan.content,
  steps: [
    moveDistTag.step({
      id: 'latest:navi-js',
      after: [],
      params: { name: 'navi-js', tag: 'latest', from: '1.1.0', to: '1.2.0', onDrift: 'hold' },
    }),
  ],
};
const operation = { ...base, plan: { ...base.plan, content, hash: hashPlan(content) } };

const NOW = '2026-11-23T10:00:00.000Z';
const row = (event: JournalRow['event'], minute: number, change: Partial<JournalRow> = {}): JournalRow => ({
  subject: { kind: 'operation', id: operation.id },
  event,
  actor: { is: 'navi' },
  planHash: operation.plan.hash,
  details: { step: 'latest:navi-js', state: {} },
  sequence: minute,
  at: `2026-11-23T09:${String(minute).padStart(2, '0')}:00.000Z`,
  configHash: '',
  botVersion: '',
  hosts: [],
  keyId: '',
  previous: '',
  mac: '',
  ...change,
});
const intended = row('step-intended', 10);

describe('a write of unknown fate', () => {
  it.each<[string, readonly JournalRow[], boolean]>([
    ['begun, and nothing more is known', [intended], true],
    ['not answered', [intended, row('step-unknown', 11)], true],
    ['not answered, and given up', [intended, row('step-unknown', 11), row('step-held', 12)], true],
    ['answered', [intended, row('step-sent', 11)], false],
    ['refused', [intended, row('step-failed', 11)], false],
    ['not answered, and then seen', [intended, row('step-unknown', 11), row('step-done', 12)], false],
    [
      'tried again: the first may still arrive',
      [
        intended,
        row('step-unknown', 11),
        row('step-intended', 12),
        row('step-sent', 13),
        row('step-done', 14),
      ],
      true,
    ],
    ['never begun', [row('step-held', 12)], false],
    ['more than an hour ago', [{ ...intended, at: '2026-11-23T08:59:59.000Z' }], false],
    ['of another plan', [{ ...intended, planHash: 'other' }], false],
    ['of another step', [{ ...intended, details: { step: 'tag' } }], false],
  ])('%s', (_what, rows, isLate) => {
    const write = {
      operation: operation.id,
      step: 'latest:navi-js',
      surface: 'npm:navi-js#latest',
      version: '1.2.0',
    };
    expect(lateWrites(operation, rows, NOW)).toEqual(isLate ? [write] : []);
  });

  it('names nothing where the plan is not what its hash says', () => {
    const forged = { ...operation, plan: { ...operation.plan, hash: 'forged' } };
    expect(lateWrites(forged, [{ ...intended, planHash: 'forged' }], NOW)).toEqual([]);
  });
});
