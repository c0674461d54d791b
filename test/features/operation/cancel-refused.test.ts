import { expect, it } from 'vitest';
import type { RefusalReason } from '../../../src/domain/refusal.ts';
import { leavesAWay } from '../../../src/features/operation/decisions/abandon.ts';

const why = 'leaks';

it.each<[string, RefusalReason, boolean]>([
  [
    'its target is quarantined, and another is good',
    { code: 'target-quarantined', version: '1.1.0', why, other: '1.0.0' },
    true,
  ],
  [
    'its target was changed, and another is good',
    { code: 'target-unusable', version: '1.1.0', why, other: '1.0.0' },
    true,
  ],
  ['a service does not answer', { code: 'neighbour-unreadable', service: 'gcs', problem: 'away' }, true],
  ['nothing can be restored', { code: 'target-quarantined', version: '1.1.0', why, other: null }, false],
  ['the bucket lacks it', { code: 'target-unknown', version: '1.1.0', known: [] }, false],
])('a release whose cancelling is to roll back stays paused where %s: %s', (_when, reason, stays) => {
  expect(leavesAWay(reason)).toBe(stays);
});
