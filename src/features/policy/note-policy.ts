import { hashedPolicy, POLICY, policyDifferences } from '../../domain/policy.ts';
import type { Context } from '../../engine/context.ts';
import { enqueueNotice } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';

/** More changes are in the audit log only. */
const MOST_POSTED = 12;

/** Journals and posts how what plans are judged by has changed; the first policy is only journalled. */
export async function notePolicy(
  tx: Tx,
  { settings, policy: hash, clock }: Pick<Context, 'settings' | 'policy' | 'clock'>,
): Promise<void> {
  const policy = hashedPolicy(settings);
  const known = (await tx.journal.of(POLICY)).findLast(
    ({ row, authentic }) => authentic && row.event === 'policy-seen',
  );
  const changes = known === undefined ? [] : policyDifferences(known.row.details['policy'], policy);
  if (known !== undefined && changes.length === 0) return;
  tx.journal.append({
    subject: POLICY,
    event: 'policy-seen',
    actor: { is: 'navi' },
    planHash: null,
    details: { hash, policy, changes },
  });
  if (known === undefined) return;
  const at = clock.now().toISOString();
  const more = changes.length - MOST_POSTED;
  const rest = more > 0 ? `; and ${more} more in the audit log` : '';
  await enqueueNotice(tx, {
    subject: POLICY,
    text: `The policy in the configuration has changed: ${changes.slice(0, MOST_POSTED).join('; ')}${rest}. A plan that was requested before has to satisfy both.`,
    level: 'warn',
    whom: 'owners',
    channel: settings.slack.channel,
    key: `policy:${at}`,
    at,
  });
}
