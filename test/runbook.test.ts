import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** The closed list of reasons for which a step stops, from the type itself. */
function codes(): string[] {
  const type = /export type StepProblem = \{([^}]+)\}/.exec(read('src/domain/step.ts'))?.[1] ?? '';
  return [...type.matchAll(/'([a-z-]+)'/g)].flatMap((found) => found[1] ?? []);
}

describe('the runbook', () => {
  const section =
    read('docs/operations.md')
      .split(/^## /m)
      .find((part) => part.startsWith('When an operation has stopped')) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  const explained = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([a-z-]+)`/g)].flatMap((found) => found[1] ?? []),
  );

  it('says of every reason for which a step stops what it means and what to do, and of no other', () => {
    expect(codes().length).toBeGreaterThan(10);
    expect(explained.toSorted()).toEqual(codes().toSorted());
    for (const row of rows)
      expect(
        row
          .split('|')
          .slice(2, 4)
          .every((cell) => cell.trim().length > 10),
      ).toBe(true);
  });
});
