import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROLES, type Role } from '../../src/domain/person.ts';
import {
  alternativesOf,
  isCovered,
  leastPeople,
  missingFrom,
  type RoleTree,
  rolesIn,
  treeText,
} from '../../src/domain/role-tree.ts';

const role = (name: Role, count = 1): RoleTree => ({ role: name, count });
const BOTH: RoleTree = { all: [role('approver'), role('owner')] };
const people = (...roles: Role[][]) => roles.map((one) => ({ roles: one }));

describe('a rule of roles', () => {
  it.each<[string, RoleTree, Role[][], Role[]]>([
    ['one of a role', role('approver'), [['approver']], []],
    ['two of a role by one person', role('approver', 2), [['approver']], ['approver']],
    ['all by two people', BOTH, [['approver'], ['owner']], []],
    ['all by one person with both roles', BOTH, [['approver', 'owner']], ['owner']],
    ['all where one could fill either', BOTH, [['approver', 'owner'], ['approver']], []],
    ['any by either', { any: [role('owner'), role('approver', 2)] }, [['owner']], []],
    ['any by the nearer', { any: [role('owner'), role('approver', 2)] }, [['approver']], ['owner']],
    [
      'any within all',
      { all: [role('approver'), { any: [BOTH, role('on-call')] }] },
      [['approver'], ['on-call']],
      [],
    ],
  ])('is covered or not: %s', (_what, tree, holders, missing) => {
    expect(missingFrom(tree, people(...holders))).toEqual(missing);
    expect(isCovered(tree, people(...holders))).toBe(missing.length === 0);
  });

  it('says what it needs', () => {
    expect(treeText({ all: [role('approver', 2), { any: [role('owner'), role('on-call')] }] })).toBe(
      '2 approvers and (1 owner or 1 on-call engineer)',
    );
    expect(leastPeople({ any: [role('approver', 3), BOTH] })).toBe(2);
    expect(rolesIn({ any: [role('approver', 3), BOTH] })).toEqual(['approver', 'owner']);
  });

  it('is covered exactly where some order of the people fills one of its lists', () => {
    const leaf = fc.record({ role: fc.constantFrom(...ROLES), count: fc.integer({ min: 1, max: 2 }) });
    const tree: fc.Arbitrary<RoleTree> = fc.oneof(
      leaf,
      fc.record({ all: fc.array(leaf, { minLength: 1, maxLength: 2 }) }),
      fc.record({ any: fc.array(leaf, { minLength: 1, maxLength: 3 }) }),
    );
    const holders = fc.array(fc.record({ roles: fc.subarray([...ROLES]) }), { maxLength: 5 });
    fc.assert(
      fc.property(tree, holders, (rule, all) => {
        const filled = alternativesOf(rule).some((roles) => fills(roles, all));
        expect(isCovered(rule, all)).toBe(filled);
      }),
      { numRuns: 300 },
    );
  });
});

/** Tries everyone for the first role, and the others for the rest. */
function fills([first, ...rest]: readonly Role[], all: readonly { roles: readonly Role[] }[]): boolean {
  if (first === undefined) return true;
  return all.some(
    (one) =>
      one.roles.includes(first) &&
      fills(
        rest,
        all.filter((other) => other !== one),
      ),
  );
}
