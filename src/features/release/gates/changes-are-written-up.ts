import { changesetProblems } from '../../../domain/commit-checks.ts';
import { defineGate, type Finding } from '../../../domain/gate.ts';
import type { RefusalReason } from '../../../domain/refusal.ts';
import type { PackageFacts } from '../../../domain/release-facts.ts';
import { isPrerelease } from '../../../domain/version.ts';

/**
 * Every package's changelog has its version, at least one of the packages that change says what changed, and no changeset
 * is left over.
 */
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
    const empty = emptyEntries(read);
    if (reasons.length + empty.length > 0)
      return [...reasons.map((reason): Finding => ({ is: 'block', reason })), ...empty];
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

type Read = Pick<PackageFacts, 'name' | 'changelog' | 'live'> & { file: { version: string } };

/** Packages that only share their version with others have empty entries; one of those that change has to have content. */
function emptyEntries(read: readonly Read[]): Finding[] {
  const changed = read.filter(({ live, file }) => live !== file.version);
  if (changed.length === 0 || changed.some(({ changelog }) => changelog !== 'empty-entry')) return [];
  const names = changed.map(({ name, file }) => `${name} ${file.version}`).join(', ');
  return [
    {
      is: 'block',
      text: `No changelog says what changed: the entries of ${names} are empty.`,
      who: 'those who wrote the change',
      next: 'Write under the heading of the version what changed, in at least one of them, and merge it.',
    },
  ];
}
