import { defineGate } from '../../../domain/gate.ts';
import { NPM_TOKEN_RIGHT, neededRights, type Right, triedRights } from '../../../domain/right.ts';
import { leftWords, warnedAhead } from '../../../domain/token-expiry.ts';

/** The result of the last test of Navi's rights: an untested right gets a note, a refused one blocks. */
export const rightsWereTried = defineGate({
  id: 'permissions were checked',
  whenWarned: { who: 'an owner of Navi', next: 'Type /navi doctor.' },
  evaluate: (facts, at) => {
    const moving = facts.packages.filter((one) => one.ships === 'npm').map((one) => one.name);
    const needed = neededRights(moving);
    const known = facts.wayBack.rights.filter((right) => needed.includes(right.id));
    const refused = known.filter((right) => right.state === 'refused');
    if (refused.length > 0)
      return refused.map(({ id, detail }) => ({
        is: 'block',
        reason: {
          code: 'right-refused',
          right: id,
          detail,
          bucket: facts.settings.cdn.bucket,
          urlMap: facts.settings.cdn.urlMap,
        },
      }));
    const open = needed.flatMap((id) => openBecause(id, known)).concat(endsSoon(known, at));
    if (open.length > 0) return [{ is: 'warn', evidence: open.join('; ') }];
    const last = triedRights(known).at(0)?.triedAt ?? '';
    const spare = facts.wayBack.rights.find((right) => right.id === 'deprecations');
    const deprecations = `deprecations cannot be tested (same token; last success ${spare?.workedAt ?? 'not seen yet'})`;
    const token = known.find((right) => right.id === NPM_TOKEN_RIGHT)?.detail;
    return [{ is: 'pass', evidence: `bucket, URL map and dist-tags at ${last}; ${token}; ${deprecations}` }];
  },
});

/** A token that expires soon is noted on every plan. */
function endsSoon(known: readonly Right[], at: string): string[] {
  const token = known.find((right) => right.id === NPM_TOKEN_RIGHT);
  if (token?.expiresAt === undefined || warnedAhead(token.expiresAt, at) === undefined) return [];
  return [`NPM_TOKEN ${leftWords(token.expiresAt, at)}: create a new one and restart Navi (${token.detail})`];
}

function openBecause(id: string, known: readonly Right[]): string[] {
  const right = known.find((one) => one.id === id);
  if (right === undefined) return [`${id}: not checked yet`];
  return right.state === 'untried' ? [`${id}: not checked (${right.detail})`] : [];
}
