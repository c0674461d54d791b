/** What Navi's App needs in the repository (docs/protection.md). */
const APP_PERMISSIONS: Readonly<Record<string, 'read' | 'write'>> = {
  actions: 'write',
  checks: 'read',
  contents: 'write',
  deployments: 'write',
  issues: 'write',
  metadata: 'read',
};

/** The permissions that are missing, such as `deployments: write`. */
export function lacksAccess({
  permissions,
  canPush,
}: {
  permissions: Readonly<Record<string, string>> | null;
  canPush: boolean | null;
}): string[] {
  if (permissions === null) return canPush === false ? ['write access'] : [];
  return Object.entries(APP_PERMISSIONS).flatMap(([name, wanted]) => {
    const given = permissions[name];
    const has = given === 'write' || given === 'admin' || given === wanted;
    return has ? [] : [`${name}: ${wanted}`];
  });
}
