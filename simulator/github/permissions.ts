import { GithubError } from './answers.ts';
import type { Account } from './options.ts';

/** Rights of an App's installation that can be missing; `POST /_control/permissions` takes and gives them. */
export const PERMISSIONS = ['issues', 'vulnerability_alerts'] as const;
export type Permission = (typeof PERMISSIONS)[number];

export interface Permissions {
  has(name: Permission): boolean;
  set(name: Permission, isGranted: boolean): void;
  reset(): void;
}

export function createPermissions(): Permissions {
  const missing = new Set<Permission>();
  return {
    has: (name) => !missing.has(name),
    set: (name, isGranted) => void (isGranted ? missing.delete(name) : missing.add(name)),
    reset: () => missing.clear(),
  };
}

/** Whether the repository's owners have switched Dependabot's alerts on. */
export interface Dependabot {
  isEnabled(): boolean;
  setEnabled(isEnabled: boolean): void;
}

export function createDependabot(): Dependabot {
  let enabled = true;
  return {
    isEnabled: () => enabled,
    setEnabled: (isEnabled) => {
      enabled = isEnabled;
    },
  };
}

/** People have every right; an App has what its installation was given. */
export function requirePermission(
  { permissions }: { permissions: Permissions },
  caller: Account,
  name: Permission,
): void {
  if (caller.type === 'Bot' && !permissions.has(name))
    throw new GithubError(403, 'Resource not accessible by integration');
}
