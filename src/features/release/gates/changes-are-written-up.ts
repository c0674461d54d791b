import { changesetProblems } from '../../../domain/commit-checks.ts';
import { defineGate } from '../../../domain/gate.ts';
import type { RefusalReason } from '../../../domain/refusal.ts';
import { isPrerelease } from '../../../domain/version.ts';

/** Every package's changelog has its version, and no changeset is left over. */
export const changesAreWrittenUp = defineGate({
  id: 'changes are written up',
  isOfCommit: true,
  evaluate: (facts) => {
    const read = facts.packages.flatMap(({ file, ...one }) => (file === undefined ? [] : [{ ...one, file }]));
    const missing = read
      .filter(({ changelog }) => changelog === 'lacks-entry')
      .map(({ dir, file }): RefusalReason => {
        return { code: 'changelog-missing', file: `${dir}/CHANGELOG.md`, version: file.version };
      });
    const reasons = [...missing, ...changesetProblems(facts.monorepo.changesets, facts.asked)];
    if (reasons.length > 0) return reasons.map((reason) => ({ is: 'block', reason }));
    const unread = read.filter(({ changelog }) => changelog === 'cannot-tell');
    if (unread.length > 0 || facts.monorepo.isCut) {
      const files = unread.map(({ dir }) => `${dir}/CHANGELOG.md`);
      const what = [...files, ...(facts.monorepo.isCut ? ['.changeset'] : [])].join(', ');
      return [{ is: 'warn', evidence: `GitHub does not return ${what}; the workflow checks it` }];
    }
    return [
      {
        is: 'pass',
        evidence: `${read.length} changelogs have their version, ${isPrerelease(facts.asked) ? 'changesets stay for the release' : 'no changeset is left'}`,
      },
    ];
  },
});
