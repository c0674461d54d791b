import { changesetProblems } from '../commit-checks.ts';
import type { Verdict } from '../gate.ts';
import type { RefusalReason } from '../refusal.ts';
import type { ReleaseFacts } from '../release-facts.ts';

/** Every package's changelog has its version, and no changeset is left over. */
export function changesAreWrittenUp(facts: ReleaseFacts): Verdict[] {
  const gate = 'changes are written up';
  const read = facts.packages.flatMap(({ file, ...one }) => (file === undefined ? [] : [{ ...one, file }]));
  const missing = read
    .filter(({ changelog }) => changelog === 'lacks-entry')
    .map(({ dir, file }): RefusalReason => {
      return { code: 'changelog-missing', file: `${dir}/CHANGELOG.md`, version: file.version };
    });
  const reasons = [...missing, ...changesetProblems(facts.monorepo.changesets)];
  if (reasons.length > 0) return reasons.map((reason) => ({ gate, is: 'block', reason }));
  const unread = read.filter(({ changelog }) => changelog === 'cannot-tell');
  if (unread.length > 0 || facts.monorepo.isCut) {
    const files = unread.map(({ dir }) => `${dir}/CHANGELOG.md`);
    const what = [...files, ...(facts.monorepo.isCut ? ['.changeset'] : [])].join(', ');
    return [{ gate, is: 'warn', evidence: `GitHub does not give ${what}; the run looks at it` }];
  }
  return [
    { gate, is: 'pass', evidence: `${read.length} changelogs have their version, no changeset is left` },
  ];
}
