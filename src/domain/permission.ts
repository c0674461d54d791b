import { type Caller, namesIn, type Permission, type Person, type Role } from './person.ts';
import type { RefusalReason } from './refusal.ts';

/** The roles of each permission, and the people in them. */
interface Holders {
  permissions: Readonly<Record<Permission, readonly Role[]>>;
  people: readonly Pick<Person, 'name' | 'roles'>[];
}

/**
 * Why this person may not, or null. An unproven caller may read, dry-run and roll back; commands that write check the
 * proof themselves.
 */
export function whyNot(
  caller: Caller,
  permission: Permission,
  { permissions, people }: Holders,
): RefusalReason | null {
  if (caller.is === 'stranger')
    return { code: 'stranger', why: caller.why, owners: namesIn(people, ['owner']) };
  if (permission === 'help' || permission === 'read' || caller.is === 'unproven') return null;
  const roles = permissions[permission];
  if (caller.person.roles.some((role) => roles.includes(role))) return null;
  return { code: 'permission-missing', permission, roles, people: namesIn(people, roles) };
}
