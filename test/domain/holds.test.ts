import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import type { Surface } from '../../src/domain/surface.ts';
import { withHolders } from '../../src/features/holds.ts';
import { anOperation, NOON } from '../contracts/store/things.ts';

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
const watching: Operation = {
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
    ['nobody, where the only one has given way', null, [watching], null],
    ['one that watches and has not given way', 'rbk_one', [watching], 'rbk_one'],
    ['the release that took it from one that watches', 'rel_one', [watching, moving], 'rel_one'],
  ])('is %s', (_what, heldBy, open, holder) => {
    expect(withHolders([surface(heldBy)], open, 'latest')).toEqual([surface(holder)]);
  });
});
