import type { JournalRow } from './journal.ts';
import type { Json } from './json.ts';
import { type Person, ROLES, type Role } from './person.ts';
import type { Subject } from './subject.ts';

/** The subject of rows about the roles that the configuration gives. */
export const ROSTER: Subject = { kind: 'store', id: 'roster' };

/** Since when Navi has seen each role of each person (ISO); null for roles of the first configuration. */
export type Grants = ReadonlyMap<string, ReadonlyMap<Role, string | null>>;

/** The grants by the authentic rows about the roster, in order; null before the first. */
export function grantsOf(rows: readonly JournalRow[]): Grants | null {
  const seen = rows.filter(({ event }) => event === 'roles-seen');
  return seen.reduce<Grants | null>((known, { at, details }) => {
    const now = rolesIn(details['roles'] ?? null);
    return new Map(
      now.map(([person, roles]) => {
        const before = known?.get(person);
        const since = (role: Role) =>
          known === null ? null : (before?.get(role) ?? (before?.has(role) ? null : at));
        return [person, new Map(roles.map((role) => [role, since(role)]))];
      }),
    );
  }, null);
}

/** How the configuration's roles differ from those that were seen last, in words; none where they do not. */
export function roleChanges(known: Grants | null, people: readonly Person[]): string[] {
  const before = new Set(
    [...(known ?? [])].flatMap(([id, roles]) => [...roles.keys()].map((role) => `${id} ${role}`)),
  );
  const now = new Map(
    people.flatMap(({ id, name, roles }) => roles.map((role) => [`${id} ${role}`, `${name}: ${role}`])),
  );
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const taken = (key: string) => {
    const [id = '', role] = key.split(' ');
    return `− ${names.get(id) ?? id}: ${role}`;
  };
  return [
    ...[...now].flatMap(([key, text]) => (before.has(key) ? [] : [`+ ${text}`])),
    ...[...before].flatMap((key) => (now.has(key) ? [] : [taken(key)])),
  ];
}

/** When a role counts (ISO): at once in the first configuration, else so long after Navi first saw it. */
function countsFrom(
  grants: Grants | null,
  { person, role, afterMs }: { person: string; role: Role; afterMs: number },
): string | null {
  const roles = grants?.get(person);
  if (grants === null || roles?.get(role) === null) return null;
  const since = roles?.get(role);
  return since === undefined || since === null ? NEVER : new Date(Date.parse(since) + afterMs).toISOString();
}

/** A role that Navi has not noted yet counts later. */
const NEVER = '9999-12-31T23:59:59.999Z';

/** The people with the roles that count at an instant (ISO). */
export function countingPeople(
  people: readonly Person[],
  { grants, at, afterMs }: { grants: Grants | null; at: string; afterMs: number },
): Person[] {
  return people.map((person) => ({
    ...person,
    roles: person.roles.filter((role) => {
      const from = countsFrom(grants, { person: person.id, role, afterMs });
      return from === null || from <= at;
    }),
  }));
}

function rolesIn(value: Json): [person: string, roles: Role[]][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).map(([person, roles]) => [
    person,
    ROLES.filter((role) => Array.isArray(roles) && roles.includes(role)),
  ]);
}
