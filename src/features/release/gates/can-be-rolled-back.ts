import { defineGate } from '../../../domain/gate.ts';
import { replacementBlockers } from '../../../domain/object-protection.ts';
import type { RefusalReason } from '../../../domain/refusal.ts';
import { isPrerelease } from '../../../domain/version.ts';

/**
 * Checks the rollback before the release: the pointer may be replaced now and after this release, and the rollback
 * target is complete. A release line without a target only gets a note; a prerelease moves nothing that has to go back.
 */
export const canBeRolledBack = defineGate({
  id: 'can be rolled back',
  turns: ({ wayBack }) => [wayBack.pointer?.retainedUntil ?? []].flat(),
  evaluate: (facts, at) => {
    const { wayBack, releaseLine, settings } = facts;
    if (isPrerelease(facts.asked)) return [];
    const path = `${releaseLine}/${settings.cdn.loader}`;
    const { policy } = wayBack.bucket;
    const kept = replacementBlockers({
      bucket: settings.cdn.bucket,
      path,
      protection: wayBack.pointer,
      policy,
      at,
    });
    const { target } = wayBack;
    const reasons: RefusalReason[] = [
      ...kept.map(({ why, cure }) => ({ code: 'pointer-kept' as const, path, why, cure })),
      ...(target === undefined || target.missing.length === 0
        ? []
        : [{ code: 'way-back-missing' as const, version: target.version, missing: target.missing }]),
    ];
    if (reasons.length > 0) return reasons.map((reason) => ({ is: 'block', reason }));
    if (target === undefined)
      return [{ is: 'warn', evidence: `${releaseLine} has no verified version to roll back to yet` }];
    const unread =
      policy === undefined
        ? `; the bucket's policy could not be read (${wayBack.bucket.problem}), so a retention policy or a default hold is possible`
        : '';
    return [
      {
        is: policy === undefined ? 'warn' : 'pass',
        evidence: `${path} can be replaced, and v${target.version} is complete in the bucket and on npm${unread}`,
      },
    ];
  },
});
