import { expect, it } from 'vitest';
import type { Loads } from '../../../src/domain/customer.ts';
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
  const customers = loads.map((one) => ({ loads: one }));
  expect(decideReach(customers, 'v1')).toEqual({ is: 'known', ...wanted });
});
