import { ROSTER, roleChanges } from '../../domain/roster.ts';
import type { Context } from '../../engine/context.ts';
import { grantsIn } from '../../engine/people-now.ts';
import { enqueueNotice } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';

type Reading = Pick<Context, 'settings' | 'clock'>;

/** Journals and posts how the configuration's roles have changed; the first configuration is only journalled. */
export async function noteRoles(tx: Tx, { settings, clock }: Reading): Promise<void> {
  const { people, approvals, slack } = settings;
  const known = await grantsIn(tx);
  const changes = roleChanges(known, people);
  if (known !== null && changes.length === 0) return;
  const roles = Object.fromEntries(people.map((one) => [one.id, [...one.roles]]));
  tx.journal.append({
    subject: ROSTER,
    event: 'roles-seen',
    actor: { is: 'navi' },
    planHash: null,
    details: { roles, changes },
  });
  if (known === null) return;
  const at = clock.now().toISOString();
  const from = new Date(Date.parse(at) + approvals.newRolesCountAfter).toISOString();
  await enqueueNotice(tx, {
    subject: ROSTER,
    text: [
      `The configuration gives other roles: ${changes.join('; ')}.`,
      ...whenTheyCount(changes, from),
    ].join(' '),
    level: 'warn',
    whom: 'owners',
    channel: slack.channel,
    key: `roles:${at}`,
    at,
  });
}

/** From when on what has changed counts; `from` is ISO. */
function whenTheyCount(changes: readonly string[], from: string): string[] {
  return [
    ...(changes.some((one) => one.startsWith('+'))
      ? [`New roles count for approvals, sign-offs and reviews from ${from}.`]
      : []),
    ...(changes.some((one) => one.startsWith('−'))
      ? ['Roles that were taken away do not count any more.']
      : []),
  ];
}
