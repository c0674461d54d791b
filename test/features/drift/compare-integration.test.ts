import { expect, it } from 'vitest';
import { compareIntegration } from '../../../src/features/drift/compare-integration.ts';
import type { Reading } from '../../../src/ports/edge.ts';

type Bytes = Extract<Reading, { is: 'bytes' }>;
const GOOD: Bytes = {
  ...{ probe: 'ams', tookMs: 9, is: 'bytes', sha384: 'sha384-right', contentEncoding: null, etag: null },
  ...{ ageSeconds: 0, maxAgeSeconds: 3_600, allowsOrigin: '*' },
  ...{ cacheControl: 'public, max-age=3600', contentType: 'text/javascript; charset=utf-8' },
};
const GONE: Reading = { probe: 'iad', tookMs: 9, is: 'missing', status: 403 };
const SILENT: Reading = { probe: 'iad', tookMs: 9, is: 'unreachable', problem: 'did not answer in time' };
const PAGE = 'https://customer.example';

it.each<[string, Reading[], Reading[], object]>([
  ['runs what is right', [GOOD], [GOOD], { is: 'as-recorded' }],
  ['runs what allows just it', [{ ...GOOD, allowsOrigin: PAGE }], [GOOD], { is: 'as-recorded' }],
  [
    'runs an older type',
    [{ ...GOOD, contentType: 'application/x-javascript' }],
    [GOOD],
    { is: 'as-recorded' },
  ],
  ['knows nothing where no probe answers', [GOOD], [SILENT], { is: 'unknown' }],
  ['is well with one probe that answers', [GOOD, SILENT], [GOOD], { is: 'as-recorded' }],
  [
    'misses the pinned object',
    [GOOD],
    [GOOD, GONE],
    {
      is: 'differs',
      what: 'v1.2.0/l.js is missing (403) (iad)',
      key: 'v1.2.0/l.js is missing (403)',
      adopts: null,
    },
  ],
  [
    'gets other bytes',
    [GOOD],
    [{ ...GOOD, sha384: 'sha384-other', contentType: 'text/html' }],
    { is: 'differs', key: expect.stringMatching(/^v1\.2\.0\/l\.js has other bytes/), adopts: null },
  ],
  [
    'gets a type that is no script',
    [{ ...GOOD, contentType: 'text/plain' }],
    [GOOD],
    { is: 'differs', key: 'v1/l.js is served as text/plain: browsers do not run it', adopts: null },
  ],
  ['gets no type', [{ ...GOOD, contentType: null }], [GOOD], { key: expect.stringContaining('no type') }],
  [
    'is not allowed to verify the integrity',
    [GOOD],
    [{ ...GOOD, allowsOrigin: null }],
    { is: 'differs', what: expect.stringContaining('(not set)'), adopts: { is: 'noted' } },
  ],
  [
    'is not allowed, another page is',
    [{ ...GOOD, allowsOrigin: 'https://other.example' }],
    [GOOD],
    { is: 'differs', what: expect.stringContaining('(https://other.example)') },
  ],
])('a customer’s page %s', (_what, pointer, pinned, expected) => {
  const loads = [
    { path: 'v1/l.js', sha384: 'sha384-right', readings: pointer },
    { path: 'v1.2.0/l.js', sha384: 'sha384-right', readings: pinned },
  ];
  expect(compareIntegration(loads, PAGE)).toMatchObject(expected);
});
