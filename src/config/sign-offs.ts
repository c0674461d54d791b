import { z } from 'zod';
import { ROLES, type Role } from '../domain/person.ts';
import { SIGN_OFF_IDS, type SignOff, type SignOffId } from '../domain/sign-off.ts';
import { Path } from './shapes.ts';

const ONE = z.strictObject({
  role: z.enum(ROLES).describe('Who signs it'),
  covers: z
    .array(Path)
    .optional()
    .describe('Folders and files: while they do not change it stays given. Everything when left out'),
  for: z
    .array(z.enum(['patch', 'minor', 'major']))
    .min(1)
    .default(['minor', 'major'])
    .describe('The kinds of releases that need it'),
});

/** What people sign before a release, and who. */
export const RawSignOffs = z
  .partialRecord(z.enum(SIGN_OFF_IDS), ONE)
  .prefault({})
  .describe('What people sign before a release with /navi checklist');
type RawSignOffs = z.infer<typeof RawSignOffs>;

/** The sign-off of the contracts covers their file, another one everything, where nothing else is configured. */
export function signOffsOf(raw: RawSignOffs, contracts: string): SignOff[] {
  return SIGN_OFF_IDS.flatMap((id) => {
    const one = raw[id];
    if (one === undefined) return [];
    return [
      { id, role: one.role, for: one.for, covers: one.covers ?? (id === 'contracts' ? [contracts] : []) },
    ];
  });
}

/** The sign-offs that no person can give, each with its role. */
export function unsignable(
  raw: RawSignOffs,
  people: Readonly<Record<string, { roles: readonly Role[] }>>,
): { id: SignOffId; role: Role }[] {
  return SIGN_OFF_IDS.flatMap((id) => {
    const role = raw[id]?.role;
    if (role === undefined || Object.values(people).some(({ roles }) => roles.includes(role))) return [];
    return [{ id, role }];
  });
}
