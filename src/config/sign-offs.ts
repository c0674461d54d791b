import { z } from 'zod';
import { ROLES, type Role } from '../domain/person.ts';
import { SIGN_OFF_IDS, type SignOff, type SignOffId } from '../domain/sign-off.ts';
import { Path } from './shapes.ts';

const ONE = z.strictObject({
  role: z.enum(ROLES).describe('Who signs it'),
  covers: z
    .array(Path)
    .optional()
    .describe(
      'Folders, files and names of packages: while they do not change it stays given. Everything when left out',
    ),
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

interface Repository {
  /** The file with the contracts of the API. */
  contracts: string;
  packages: readonly { name: string; dir: string }[];
}

/**
 * The sign-off of the contracts covers their file, another one everything, where nothing else is configured. A package's
 * name stands for its folder.
 */
export function signOffsOf(raw: RawSignOffs, { contracts, packages }: Repository): SignOff[] {
  const pathOf = (one: string) => packages.find(({ name }) => name === one)?.dir ?? one;
  return SIGN_OFF_IDS.flatMap((id) => {
    const one = raw[id];
    if (one === undefined) return [];
    return [
      {
        id,
        role: one.role,
        for: one.for,
        covers: one.covers?.map(pathOf) ?? (id === 'contracts' ? [contracts] : []),
      },
    ];
  });
}

/** The packages that sign-offs cover by a name that the configuration does not know: such a name would cover nothing. */
export function unknownCovers(
  raw: RawSignOffs,
  packages: Repository['packages'],
): { id: SignOffId; name: string }[] {
  return SIGN_OFF_IDS.flatMap((id) =>
    (raw[id]?.covers ?? [])
      .filter((one) => one.startsWith('@') && !packages.some(({ name }) => name === one))
      .map((name) => ({ id, name })),
  );
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
