import { privacyProblems, registryProblems } from '../commit-checks.ts';
import type { Verdict } from '../gate.ts';
import { accessOf } from '../monorepo.ts';
import { committedPackages, type ReleaseFacts } from '../release-facts.ts';

/** What ships to npm is not private, goes to Navi's registry, and has an access that somebody has chosen. */
export function packagesCanBePublished(facts: ReleaseFacts): Verdict[] {
  const gate = 'packages can be published';
  const committed = committedPackages(facts);
  const reasons = committed.flatMap((one) => [
    ...privacyProblems(one),
    ...registryProblems(one, facts.registry),
  ]);
  if (reasons.length > 0) return reasons.map((reason) => ({ gate, is: 'block', reason }));
  const isOnNpm = (name: string) => facts.packages.find((one) => one.name === name)?.isOnNpm ?? false;
  const unsaid = committed.filter(
    (one) =>
      one.ships === 'npm' &&
      one.access === undefined &&
      accessOf(one, { isOnNpm: isOnNpm(one.name) }) !== null,
  );
  if (unsaid.length === 0)
    return [
      { gate, is: 'pass', evidence: `${committed.filter((one) => one.ships === 'npm').length} ship to npm` },
    ];
  return unsaid.map(({ name }) => {
    const evidence = `${name} is new on npm and declares no publishConfig.access, so it will be restricted`;
    return { gate, is: 'warn', evidence };
  });
}
