import { expect, it } from 'vitest';
import { compareVersionMap, type MapRead } from '../../../src/features/drift/compare-version-map.ts';
import type { Reading } from '../../../src/ports/edge.ts';

const PACK = '@awell-health/navi-js@1.2.0';
const RIGHT: Reading = {
  ...{ probe: 'ams', tookMs: 9, is: 'bytes', sha384: 'sha384-right', contentEncoding: null, etag: null },
  ...{ ageSeconds: 0, maxAgeSeconds: 3_600, allowsOrigin: '*' },
  ...{ cacheControl: 'public, max-age=3600', contentType: 'text/javascript' },
};
const OTHER: Reading = { ...RIGHT, sha384: 'sha384-other' };
const GONE: Reading = { probe: 'iad', tookMs: 9, is: 'missing', status: 404 };
const SILENT: Reading = { probe: 'iad', tookMs: 9, is: 'unreachable', problem: 'did not answer in time' };
const read = (...entries: (string | undefined)[]): MapRead => ({ is: 'read', entries });
const differs = (what: string) => ({
  is: 'differs',
  what: `CDN_VERSION_MAP of ${PACK} ${what}`,
  adopts: null,
});

it.each<[string, MapRead, Reading[], object]>([
  ['leads to the pinned object', read('v1.2.0', 'v1.2.0'), [], { is: 'as-recorded' }],
  ['was not read', { is: 'unread', why: 'npm: no answer' }, [], { is: 'unknown', why: 'npm: no answer' }],
  ['has no entry', read(undefined), [], differs('has no entry "1.2.0": code that asks for it gets none')],
  [
    'has none in one format',
    read('v1.2.0', undefined),
    [],
    differs('has no entry "1.2.0": code that asks for it gets none'),
  ],
  ['leads up', read('../other'), [], differs('leads "1.2.0" to no folder of the CDN')],
  ['leads to a host', read('//evil.example'), [], differs('leads "1.2.0" to no folder of the CDN')],
  ['leads to the same bytes', read('copy'), [SILENT, RIGHT], { is: 'as-recorded' }],
  [
    'leads to other bytes',
    read('v1.1.0'),
    [RIGHT, OTHER],
    differs('leads "1.2.0" to v1.1.0, which has other bytes than recorded (ams)'),
  ],
  [
    'leads nowhere',
    read('v1.1.9'),
    [GONE],
    differs('leads "1.2.0" to v1.1.9, where no script is (404, iad)'),
  ],
  ['could not be followed', read('v1.1.0'), [SILENT], { is: 'unknown', why: 'no probe could load v1.1.0' }],
])('a published map that %s', (_what, map, readings, expected) => {
  const folder = map.is === 'read' ? map.entries[0] : '';
  const loads = [{ path: `${folder}/l.js`, sha384: 'sha384-right', readings }];
  expect(compareVersionMap(map, { pack: PACK, version: '1.2.0', loads })).toMatchObject(expected);
});
