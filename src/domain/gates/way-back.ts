import type { Verdict } from '../gate.ts';
import { whatKeeps } from '../object-protection.ts';
import type { RefusalReason } from '../refusal.ts';
import type { ReleaseFacts } from '../release-facts.ts';
import { NPM_TOKEN_RIGHT, neededRights, type Right, triedRights } from '../right.ts';
import type { Settings } from '../settings.ts';
import { leftWords, warnedAhead } from '../token-expiry.ts';

const GATE = 'can be rolled back';

/**
 * The way back is proved before the way forward: the pointer may be replaced now and after this release, and what a
 * rollback of this release would go back to is whole. A release line without a version to go back to is only told.
 */
export function canBeRolledBack(facts: ReleaseFacts, settings: Settings): Verdict[] {
  const { wayBack, line } = facts;
  const path = `${line}/${settings.cdn.loader}`;
  const { policy } = wayBack.bucket;
  const kept = whatKeeps({
    bucket: settings.cdn.bucket,
    path,
    protection: wayBack.pointer,
    policy,
    at: wayBack.at,
  });
  const { target } = wayBack;
  const reasons: RefusalReason[] = [
    ...kept.map(({ why, cure }) => ({ code: 'pointer-kept' as const, path, why, cure })),
    ...(target === undefined || target.missing.length === 0
      ? []
      : [{ code: 'way-back-missing' as const, version: target.version, missing: target.missing }]),
  ];
  if (reasons.length > 0) return reasons.map((reason) => ({ gate: GATE, is: 'block', reason }));
  if (target === undefined)
    return [{ gate: GATE, is: 'warn', evidence: `${line} has no proven version to go back to yet` }];
  const unread =
    policy === undefined
      ? `; the bucket's policy could not be read (${wayBack.bucket.problem}), so a retention policy or a default hold is not ruled out`
      : '';
  return [
    {
      gate: GATE,
      is: policy === undefined ? 'warn' : 'pass',
      evidence: `${path} can be replaced, and v${target.version} is whole in the bucket and on npm${unread}`,
    },
  ];
}

/** What the last try of Navi's rights has shown; what was never tried is told, and what was refused blocks. */
export function rightsWereTried(facts: ReleaseFacts, settings: Settings): Verdict[] {
  const gate = 'rights were tried';
  const moving = facts.packages.filter((one) => one.ships === 'npm').map((one) => one.name);
  const needed = neededRights(moving);
  const known = facts.wayBack.rights.filter((right) => needed.includes(right.id));
  const refused = known.filter((right) => right.state === 'refused');
  if (refused.length > 0)
    return refused.map(({ id, detail }) => ({
      gate,
      is: 'block',
      reason: {
        code: 'right-refused',
        right: id,
        detail,
        bucket: settings.cdn.bucket,
        urlMap: settings.cdn.urlMap,
      },
    }));
  const open = needed.flatMap((id) => openBecause(id, known)).concat(endsSoon(known, facts.wayBack.at));
  if (open.length > 0) return [{ gate, is: 'warn', evidence: open.join('; ') }];
  const last = triedRights(known).at(0)?.triedAt ?? '';
  const spare = facts.wayBack.rights.find((right) => right.id === 'deprecations');
  const deprecations = `deprecations have no harmless try: same token, last success ${spare?.workedAt ?? 'not seen yet'}`;
  const token = known.find((right) => right.id === NPM_TOKEN_RIGHT)?.detail;
  return [
    { gate, is: 'pass', evidence: `bucket, URL map and dist-tags at ${last}; ${token}; ${deprecations}` },
  ];
}

/** A token that ends soon is told on every plan. */
function endsSoon(known: readonly Right[], at: string): string[] {
  const token = known.find((right) => right.id === NPM_TOKEN_RIGHT);
  if (token?.expiresAt === undefined || warnedAhead(token.expiresAt, at) === undefined) return [];
  return [`NPM_TOKEN ${leftWords(token.expiresAt, at)}: make a new one and restart Navi (${token.detail})`];
}

function openBecause(id: string, known: readonly Right[]): string[] {
  const right = known.find((one) => one.id === id);
  if (right === undefined) return [`${id}: not tried yet`];
  return right.state === 'untried' ? [`${id}: not tried (${right.detail})`] : [];
}
