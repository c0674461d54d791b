import { ROLE_NAMES, type Role } from './person.ts';

/** Which roles must approve: so many people of a role, all of several rules, or one of them. */
export type RoleTree =
  | { role: Role; count: number }
  | { all: readonly RoleTree[] }
  | { any: readonly RoleTree[] };

type Holder = { roles: readonly Role[] };

/** The lists of roles of which one must be covered: each role of it by another person. */
export function alternativesOf(tree: RoleTree): Role[][] {
  if ('role' in tree) return [Array.from({ length: tree.count }, () => tree.role)];
  if ('any' in tree) return tree.any.flatMap(alternativesOf);
  return tree.all.reduce<Role[][]>(
    (lists, one) => lists.flatMap((list) => alternativesOf(one).map((more) => list.concat(more))),
    [[]],
  );
}

/** Whether these people cover it, each in one role. */
export function isCovered(tree: RoleTree, people: readonly Holder[]): boolean {
  return missingFrom(tree, people).length === 0;
}

/** The fewest roles that these people leave open; none where they cover it. */
export function missingFrom(tree: RoleTree, people: readonly Holder[]): Role[] {
  const open = alternativesOf(tree).map((roles) => openRoles(roles, people));
  return open.toSorted((one, other) => one.length - other.length)[0] ?? [];
}

/** The fewest roles that are left open when one of these people requests it and only others approve. */
export function missingForOthers(
  tree: RoleTree,
  people: readonly (Holder & { id: string })[],
  requesters: readonly string[],
): Role[] {
  const open = requesters.map((requester) =>
    missingFrom(
      tree,
      people.filter(({ id }) => id !== requester),
    ),
  );
  return open.toSorted((one, other) => one.length - other.length)[0] ?? [];
}

/** The roles that are left when as many as possible are given to a person each (augmenting paths). */
function openRoles(roles: readonly Role[], people: readonly Holder[]): Role[] {
  const placeOf = new Map<Holder, number>();
  const take = (place: number, tried: Set<Holder>): boolean =>
    people.some((person) => {
      const role = roles[place];
      if (role === undefined || tried.has(person) || !person.roles.includes(role)) return false;
      tried.add(person);
      const other = placeOf.get(person);
      if (other !== undefined && !take(other, tried)) return false;
      placeOf.set(person, place);
      return true;
    });
  return roles.filter((_role, place) => !take(place, new Set()));
}

export function rolesIn(tree: RoleTree): Role[] {
  return [...new Set(alternativesOf(tree).flat())];
}

/** How many people it needs at least. */
export function leastPeople(tree: RoleTree): number {
  return Math.min(...alternativesOf(tree).map(({ length }) => length));
}

/** In a sentence: `1 approver and 1 owner`. */
export function treeText(tree: RoleTree): string {
  if ('role' in tree) return countedRole(tree.role, tree.count);
  const [parts, word] = 'all' in tree ? [tree.all, ' and '] : [tree.any, ' or '];
  return parts
    .map((one) => ('role' in one || parts.length === 1 ? treeText(one) : `(${treeText(one)})`))
    .join(word);
}

/** These roles in a sentence: `2 approvers and 1 owner`. */
export function rolesText(roles: readonly Role[]): string {
  return [...new Set(roles)]
    .map((role) => countedRole(role, roles.filter((one) => one === role).length))
    .join(' and ');
}

function countedRole(role: Role, count: number): string {
  return `${count} ${count === 1 ? ROLE_NAMES[role].one : ROLE_NAMES[role].all}`;
}
