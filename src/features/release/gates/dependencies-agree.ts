import { dependencyProblems, orderProblems } from '../../../domain/commit-checks.ts';
import { defineGate } from '../../../domain/gate.ts';
import type { CommittedPackage } from '../../../domain/monorepo.ts';
import { committedPackages, type ReleaseFacts } from '../../../domain/release-facts.ts';

/**
 * Every dependency between our own packages matches this commit, can be installed from npm, and is released first.
 */
export const dependenciesAgree = defineGate({
  id: 'internal dependency versions match',
  isOfCommit: true,
  evaluate: (facts) => {
    const committed = committedPackages(facts);
    const reasons = [
      ...dependencyProblems(committed),
      ...orderProblems(committed, 'the configuration'),
      ...orderProblems(inFileOrder(facts, committed), 'navi.release.json'),
    ];
    if (reasons.length > 0) return reasons.map((reason) => ({ is: 'block', reason }));
    const names = new Set(committed.map((one) => one.name));
    const edges = committed.flatMap((one) => Object.keys(one.dependencies).filter((name) => names.has(name)));
    return [{ is: 'pass', evidence: `${edges.length} dependencies between our packages` }];
  },
});

function inFileOrder({ monorepo }: ReleaseFacts, committed: readonly CommittedPackage[]): CommittedPackage[] {
  if ('problem' in monorepo.releaseFile) return [];
  return monorepo.releaseFile.packages.flatMap(({ dir }) => committed.filter((one) => one.dir === dir));
}
