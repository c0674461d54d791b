import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import type { Surface } from '../../src/domain/surface.ts';
import { withHolders } from '../../src/engine/holds.ts';
import { OPERATIONS } from '../../src/features/operations.ts';
import { anOperation, NOON } from '../harness/store/things.ts';

const surface = (heldBy: string | null): Surface => ({
  id: 'pointer:v1',
  live: { version: '1.1.0' },
  since: NOON,
  verifiedAt: NOON,
  by: 'adopted',
  heldBy,
});

const moving = anOperation({ id: 'rel_one' });
const elsewhere: Operation = {
  ...anOperation({ id: 'rel_two' }),
  plan: {
    ...moving.plan,
    content: {
      ...moving.plan.content,
      pointer: { ...moving.plan.content.pointer, surface: 'pointer:v2' },
      packages: [],
    },
  },
};
const givenBack: Operation = {
  ...moving,
  id: 'rbk_one',
  kind: 'rollback',
  state: { is: 'running', since: NOON },
  steps: { announce: { is: 'done', begunAt: NOON, since: NOON, evidence: {} } },
};

describe('who holds a surface', () => {
  it.each([
    ['the open operation that moves it', 'rel_one', [moving], 'rel_one'],
    ['nobody, where no operation has that name', 'rel_x', [], null],
    ['nobody, where the holder does not move it', 'rel_two', [elsewhere], null],
    ['the operation that moves it, where the row names another', 'rel_two', [moving, elsewhere], 'rel_one'],
    ['the operation that moves it, where the row names none', null, [moving], 'rel_one'],
    ['nobody, where a rollback has given it back', null, [givenBack], null],
    ['nobody, where the row still names that rollback', 'rbk_one', [givenBack], null],
    ['the release that comes after it', 'rel_one', [givenBack, moving], 'rel_one'],
  ])('is %s', (_what, heldBy, open, holder) => {
    expect(withHolders([surface(heldBy)], open, { liveTag: 'latest', operations: OPERATIONS })).toEqual([
      surface(holder),
    ]);
  });
});
