import { defineGate } from '../../../domain/gate.ts';
import { isPrerelease } from '../../../domain/version.ts';
import { kindOf } from '../change-kind.ts';

/** A patch changes no contracts, and a minor or major without a change of them is doubtful. */
export const contractsAreReviewed = defineGate({
  id: 'API contracts are reviewed',
  evaluate: (facts) => {
    if (facts.documents === undefined || isPrerelease(facts.asked)) return [];
    const { file, before, now } = facts.documents.contracts;
    if (before === 'unknown') return [];
    const kind = kindOf(facts);
    const live = `v${facts.knownGood}`;
    if (before !== now)
      return {
        is: kind === 'patch' ? 'warn' : 'pass',
        evidence: `${file} has changed since ${live}: ${shortOf(before)} → ${shortOf(now)}`,
      };
    if (kind === 'patch') return now === null ? [] : { is: 'pass', evidence: `${file} is as in ${live}` };
    return {
      is: 'warn',
      evidence:
        now === null ? `there is no ${file}` : `${file} has not changed, though this is a ${kind} release`,
    };
  },
});

function shortOf(blob: string | null): string {
  return blob?.slice(0, 7) ?? 'nothing';
}
