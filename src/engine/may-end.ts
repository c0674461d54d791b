import { namesIn, type Person } from '../domain/person.ts';
import type { RefusalReason } from '../domain/refusal.ts';
import type { Settings } from '../domain/settings.ts';

/**
 * Why this person may not end a release or delete its tag, or null. The right to request a release or to roll back is
 * enough.
 */
export function mayEndReleases({ permissions, people }: Settings, person: Person): RefusalReason | null {
  const roles = [...new Set([...permissions['request-release'], ...permissions['roll-back']])];
  return person.roles.some((role) => roles.includes(role))
    ? null
    : { code: 'permission-missing', permission: 'roll-back', roles, people: namesIn(people, roles) };
}
