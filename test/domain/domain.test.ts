import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decision, isApproved, mayDecide } from '../../src/domain/approval.ts';
import { canonical } from '../../src/domain/json.ts';
import { changeBetween, isBreaking, parseVersion, releaseLineOf } from '../../src/domain/version.ts';
import { parseVersionMap } from '../../src/domain/version-map.ts';

describe('versions', () => {
  it.each([
    ['v1.2.0', '1.2.0'],
    ['1.2.0', '1.2.0'],
    ['v1.2.0-beta.1', '1.2.0-beta.1'],
    ['v1.2', undefined],
    ['latest', undefined],
    ['v01.2.0', undefined],
    ['v1.2.0+build', undefined],
    ['', undefined],
  ])('reads %j as %j', (text, version) => {
    expect(parseVersion(text)).toBe(version);
  });

  it.each([
    [undefined, '1.0.0', 'first', false],
    ['1.1.0', '1.1.1', 'patch', false],
    ['1.1.0', '1.2.0', 'minor', false],
    ['1.1.0', '2.0.0', 'major', true],
    ['0.1.4', '0.2.0', 'minor', true],
    ['0.2.0', '0.2.1', 'patch', false],
  ] as const)('%s → %s is a %s release', (from, to, change, breaking) => {
    expect(changeBetween(from, to)).toBe(change);
    expect(isBreaking(change, to)).toBe(breaking);
  });

  it('puts all of 0.x on one line', () => {
    expect([releaseLineOf('0.1.0'), releaseLineOf('0.9.3'), releaseLineOf('1.2.0')]).toEqual([
      'v0',
      'v0',
      'v1',
    ]);
  });
});

describe('CDN_VERSION_MAP', () => {
  it('is read out of the seed’s source, comments left aside', () => {
    const source = `
      // packages/navi-js/src/shared.ts
      const CDN_VERSION_MAP: Record<string, string> = {
        "1.0.0": "v1.0.0",
        '1.1.0': 'v1.1.0', //  "9.9.9": "v9.9.9",
        /* "8.8.8": "v8.8.8", */
        "1.2.0": "v1.2.0", //  Added during release
      };
      const OTHER = { "3.0.0": "v3.0.0" };`;

    expect(parseVersionMap(source)).toEqual({ '1.0.0': 'v1.0.0', '1.1.0': 'v1.1.0', '1.2.0': 'v1.2.0' });
  });

  it('is undefined where there is none', () => {
    expect(parseVersionMap('export const x = 1;')).toBeUndefined();
  });
});

describe('the canonical form', () => {
  it('does not depend on the order of keys, and tells different values apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(canonical(reversed(a))).toBe(canonical(a));
        expect(canonical(a) === canonical(b)).toBe(isDeepStrictEqual(plain(a), plain(b)));
      }),
    );
  });
});

describe('approvals', () => {
  const rule = { is: 'quorum', n: 2, roles: ['approver'], notRequester: true } as const;
  const decision = (person: string, change: Partial<Decision> = {}): Decision => ({
    person,
    role: 'approver',
    decision: 'approve',
    planHash: 'h',
    at: '',
    ...change,
  });

  it('count each person once, and only for this hash', () => {
    expect(isApproved(rule, 'h', [decision('ben'), decision('ben')])).toBe(false);
    expect(isApproved(rule, 'h', [decision('ben'), decision('cleo', { planHash: 'other' })])).toBe(false);
    expect(isApproved(rule, 'h', [decision('ben'), decision('cleo', { decision: 'reject' })])).toBe(false);
    expect(isApproved(rule, 'h', [decision('ben'), decision('cleo')])).toBe(true);
  });

  it('are not the requester’s, as a person and not as an account', () => {
    const ben = { id: 'ben', name: 'Ben', github: 'ben', roles: ['approver'] } as const;

    const people = [ben, { ...ben, id: 'cleo', name: 'Cleo' }];

    expect(mayDecide(rule, ben, { people, requester: 'ben' })).toEqual({
      refused: { code: 'approver-is-requester', people: ['Cleo'] },
    });
    expect(mayDecide(rule, ben, { people, requester: 'ada' })).toEqual({ role: 'approver' });
    expect(mayDecide(rule, { ...ben, roles: [] }, { people, requester: 'ada' })).toMatchObject({
      refused: { code: 'approver-role-missing', people: ['Ben', 'Cleo'], isRequester: false },
    });
  });
});

/** The value as JSON keeps it: without negative zero and the like. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** The same value with the keys of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, field]): [string, unknown] => [key, reversed(field)])
      .reverse(),
  );
}
