import { expect, it } from 'vitest';
import type { Loads } from '../../../src/domain/customer.ts';
import { reachText } from '../../../src/domain/release-contents.ts';
import { decideReach } from '../../../src/features/customers/reach.ts';

const v1: Loads = { is: 'release-line', releaseLine: 'v1' };
const v2: Loads = { is: 'release-line', releaseLine: 'v2' };
const pinned: Loads = { is: 'version', version: '1.1.0' };
const unstated: Loads = { is: 'not-stated' };

it.each([
  ['an empty file', [], { loading: 0, inAll: 0, notStated: 0 }],
  ['who loads the release line', [v1, v1, v2], { loading: 2, inAll: 3, notStated: 0 }],
  ['not who pins a version of it', [v1, pinned], { loading: 1, inAll: 2, notStated: 0 }],
  ['who does not say is counted apart', [v1, unstated], { loading: 1, inAll: 2, notStated: 1 }],
])('a release reaches %s', (_, loads, wanted) => {
  const customers = loads.map((one, nth) => ({ id: `c${nth}`, loads: one }));
  const loading = { is: 'cannot-tell', why: '' } as const;
  expect(decideReach(customers, 'v1', loading)).toEqual({ is: 'known', ...wanted });
});

it('counts what was measured before what the file says', () => {
  const customers = [v1, v1, pinned, unstated].map((one, nth) => ({ id: `c${nth}`, loads: one }));
  const seen = (loaded: string) => [{ loaded, count: 3, first: '', last: '' }];
  const byCustomer = new Map([
    ['c0', seen('v2')],
    ['c2', seen('v1')],
    ['c3', seen('v1.1.0')],
  ]);
  const attribution = { byCustomer, total: 9, unattributed: 0, strangers: new Map(), unknown: [] };
  const loading = { is: 'measured', attribution, from: '', to: '', isAtLeast: false } as const;
  const reach = decideReach(customers, 'v1', loading);
  expect(reach).toEqual({ is: 'known', loading: 2, inAll: 4, notStated: 0, isMeasured: true });
  expect(reachText(reach, 'v1')).toBe(
    '2 of 4 customers load v1/ and get it without doing anything, as the load balancer measured it',
  );
});
