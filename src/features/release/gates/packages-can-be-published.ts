import { privacyProblems, registryProblems } from '../../../domain/commit-checks.ts';
import { defineGate } from '../../../domain/gate.ts';
import { accessOf } from '../../../domain/monorepo.ts';
import type { RefusalReason } from '../../../domain/refusal.ts';
import { committedPackages, type PackageFacts } from '../../../domain/release-facts.ts';

/**
 * A package that ships to npm is not private, goes to Navi's registry, and states its access, which is never widened.
 */
export const packagesCanBePublished = defineGate({
  id: 'packages can be published',
  isOfCommit: true,
  evaluate: (facts) => {
    const committed = committedPackages(facts);
    const reasons = committed.flatMap((one) => [
      ...privacyProblems(one),
      ...registryProblems(one, facts.registry),
    ]);
    const problems: RefusalReason[] = [...reasons, ...facts.packages.filter(isWidened).map(widens)];
    if (problems.length > 0) return problems.map((reason) => ({ is: 'block', reason }));
    const warnings = facts.packages.flatMap(warningOf);
    if (warnings.length > 0) return warnings.map((evidence) => ({ is: 'warn', evidence }));
    const onNpm = facts.packages.flatMap(({ name, visibility }) =>
      visibility === null ? [] : [`${name} ${visibility}`],
    );
    const now = onNpm.length === 0 ? '' : `; on npm now: ${onNpm.join(', ')}`;
    const count = committed.filter((one) => one.ships === 'npm').length;
    return [{ is: 'pass', evidence: `${count} ship to npm${now}` }];
  },
});

/** `publishConfig.access` would make a restricted package public. */
function isWidened({ ships, file, visibility }: PackageFacts): boolean {
  return ships === 'npm' && file?.access === 'public' && visibility === 'restricted';
}

function widens({ name, dir }: PackageFacts): RefusalReason {
  return { code: 'package-access-widens', package: name, file: `${dir}/package.json` };
}

function warningOf({ name, ships, file, isOnNpm, visibility }: PackageFacts): string[] {
  if (ships !== 'npm' || file === undefined) return [];
  if (file.access === undefined && accessOf(file, { isOnNpm }) !== null)
    return [`${name} is new on npm and declares no publishConfig.access, so it will be restricted`];
  const isUnknown = file.access === 'public' && isOnNpm && visibility === null && name.startsWith('@');
  return isUnknown
    ? [`${name} declares publishConfig.access public, and npm does not say whether it is restricted now`]
    : [];
}
