import { expect, it } from 'vitest';
import { decideReuse } from '../../../src/features/surfaces/decide-reuse.ts';

const READ = 1_000_000;
const known = { at: READ, isWhole: true };
const part = { at: READ, isWhole: false };

it.each([
  ['rollback', { known, after: 0, isQuiet: true }, 'reuse'],
  ['rollback', { known, after: 60_000, isQuiet: true }, 'reuse'],
  ['rollback', { known, after: 60_001, isQuiet: true }, 'too-old'],
  ['rollback', { known, after: 1, isQuiet: false }, 'changed-by-navi'],
  ['rollback', { known: part, after: 1, isQuiet: true }, 'incomplete'],
  ['rollback', { known: part, after: 60_001, isQuiet: true }, 'too-old'],
  ['rollback', { known: undefined, after: 0, isQuiet: true }, 'not-known'],
  ['release', { known, after: 0, isQuiet: true }, 'never-reused'],
  ['release', { known, after: 60_001, isQuiet: false }, 'never-reused'],
  ['release', { known: undefined, after: 0, isQuiet: true }, 'never-reused'],
] as const)('facts for a %s, %j: %s', (decided, { after, ...facts }, expected) => {
  const found = decideReuse(decided, { ...facts, now: READ + after });
  expect(found.is === 'reuse' ? found.is : found.why).toBe(expected);
});
