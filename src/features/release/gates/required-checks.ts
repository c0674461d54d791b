import { defineGate, type Finding } from '../../../domain/gate.ts';
import type { CheckFacts } from '../../../domain/release-facts.ts';

/**
 * Each required check, by name and app, has succeeded on the commit; a missing one blocks. The release workflow's own
 * checks never count, because only configured ones do.
 */
export const requiredChecks = defineGate({
  id: 'required checks are green',
  evaluate: (facts) => {
    const required = facts.settings.release.requiredChecks;
    const found = required.map((want) => ({ want, check: facts.checks.find((one) => isSame(one, want)) }));
    if (found.every(({ check }) => check === undefined))
      return [{ is: 'block', reason: { code: 'checks-missing', commit: facts.commit.sha } }];
    const blocks = found.flatMap(({ want, check }): Finding[] => {
      if (check?.state === 'success') return [];
      const reason = { code: 'check-not-green' as const, check: want.name, state: check?.state ?? 'missing' };
      return [{ is: 'block', reason: check === undefined ? reason : { ...reason, url: check.url } }];
    });
    if (blocks.length > 0) return blocks;
    return [{ is: 'pass', evidence: required.map((want) => want.name).join(', ') }];
  },
});

function isSame(check: CheckFacts, want: { name: string; app: string }): boolean {
  return check.name === want.name && check.app === want.app;
}
