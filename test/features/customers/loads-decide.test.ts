import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Loads } from '../../../src/domain/customer.ts';
import type { ReferredLoads } from '../../../src/domain/referred-loads.ts';
import { decideAttribution } from '../../../src/features/customers/loads/decide-attribution.ts';
import { decideLoading } from '../../../src/features/customers/loads/gather-loads.ts';
import {
  isOnLoaded,
  type KnownLoads,
  knownLoads,
} from '../../../src/features/customers/loads/known-loads.ts';
import { logMetricOf, setUpText } from '../../../src/features/customers/loads/set-up.ts';
import { settingsWith } from '../../harness/samples/settings.ts';

const CUSTOMERS = [
  { id: 'acme', hosts: ['care.acme.example'] },
  { id: 'globex', hosts: ['*.globex.example', 'globex.example'] },
  { id: 'shop', hosts: ['shop.globex.example'] },
];
const day = (nth: number) => `2026-11-${String(nth).padStart(2, '0')}T09:00:00.000Z`;
const row = (host: string | null, loaded: string | null, count: number, nth = 1): ReferredLoads => ({
  ...{ host, loaded, count },
  at: day(nth),
});

describe('loads are of the customer', () => {
  it.each<[string, ReferredLoads, string | null]>([
    ['that lists the host', row('care.acme.example', 'v1', 7), 'acme'],
    ['that lists every host below a domain', row('a.b.globex.example', 'v1', 7), 'globex'],
    [
      'that lists the host itself, before one that lists its domain',
      row('shop.globex.example', 'v1', 7),
      'shop',
    ],
    ['not of one whose host it only ends with', row('evilcare.acme.example', 'v1', 7), null],
    ['not of one whose host it begins with', row('care.acme.example.evil.example', 'v1', 7), null],
    ['of none, where the page names no host', row(null, 'v1', 7), null],
    ['of none, where it is not known what was loaded', row('care.acme.example', null, 7), null],
  ])('%s', (_, load, owner) => {
    const found = decideAttribution(CUSTOMERS, [load]);
    expect([...found.byCustomer.keys()]).toEqual(owner === null ? [] : [owner]);
    expect(found).toMatchObject({ total: 7, unattributed: owner === null ? 7 : 0 });
  });

  it('summed up, with the first and the last day, the most loaded first', () => {
    const { byCustomer } = decideAttribution(CUSTOMERS, [
      row('care.acme.example', 'v1.0.0', 2, 4),
      row('care.acme.example', 'v1', 5, 3),
      row('care.acme.example', 'v1', 9, 1),
    ]);
    expect(byCustomer.get('acme')).toEqual([
      { loaded: 'v1', count: 14, first: day(1), last: day(3) },
      { loaded: 'v1.0.0', count: 2, first: day(4), last: day(4) },
    ]);
  });
});

describe('a host of no customer is named', () => {
  const named = (...loads: ReferredLoads[]) =>
    decideAttribution(CUSTOMERS, loads).unknown.map(({ host }) => host);
  const often = (host: string, each: number, days: number) =>
    Array.from({ length: days }, (_, nth) => row(host, 'v1', each, nth + 1));

  it.each<[string, ReferredLoads[], string[]]>([
    ['with enough loads on three days', often('new.example', 40, 3), ['new.example']],
    ['not with enough loads on two days', often('new.example', 4000, 2), []],
    ['not with few loads on many days', often('new.example', 2, 14), []],
  ])('%s', (_, loads, hosts) => {
    expect(named(...loads)).toEqual(hosts);
  });

  it('at most five of them, those with the most loads', () => {
    const loads = Array.from({ length: 500 }, (_, nth) => often(`h${nth}.example`, 1000 - nth, 3)).flat();
    expect(named(...loads)).toEqual(['h0.example', 'h1.example', 'h2.example', 'h3.example', 'h4.example']);
  });
});

describe('who loads what', () => {
  const window = { from: day(1), to: day(15) };
  it.each([
    [
      'is not set up without the metric',
      { is: 'not-created', metric: 'navi_loads' },
      CUSTOMERS,
      'not-set-up',
    ],
    ['is not set up without hosts', read([]), [{ id: 'acme', hosts: [] }], 'not-set-up'],
    ['cannot be told where nothing was counted: that is not zero', read([]), CUSTOMERS, 'cannot-tell'],
    ['is measured', read([row('care.acme.example', 'v1', 1)]), CUSTOMERS, 'measured'],
  ] as const)('%s', (_, answer, customers, is) => {
    expect(decideLoading(customers, answer, window).is).toBe(is);
  });

  function read(loads: ReferredLoads[]) {
    return { is: 'read', loads, isIncomplete: false } as const;
  }

  const loading = decideLoading(CUSTOMERS, read([row('care.acme.example', 'v2', 3)]), window);
  const v1: Loads = { is: 'release-line', releaseLine: 'v1' };
  it.each<[string, { id: string; loads: Loads }, Partial<KnownLoads>]>([
    ['was measured, whatever the file says', { id: 'acme', loads: v1 }, { by: 'load-balancer' }],
    [
      'is what the file says, where no load was seen',
      { id: 'shop', loads: v1 },
      { by: 'customers-file', loaded: 'v1' },
    ],
    ['is not known', { id: 'shop', loads: { is: 'not-stated' } }, { by: 'none' }],
  ])('%s', (_, customer, known) => {
    expect(knownLoads(customer, loading)).toMatchObject(known);
  });

  it.each<[KnownLoads, string, boolean]>([
    [{ by: 'customers-file', loaded: 'v1' }, 'v1', true],
    [{ by: 'customers-file', loaded: 'v1.1.0' }, 'v1', true],
    [{ by: 'customers-file', loaded: 'v1.1.0' }, 'v1.1.0', true],
    [{ by: 'customers-file', loaded: 'v1.1.0' }, '1.1.0', true],
    [{ by: 'customers-file', loaded: 'v1' }, 'v1.1.0', false],
    [{ by: 'customers-file', loaded: 'v10.0.0' }, 'v1', false],
    [{ by: 'none' }, 'v1', false],
  ])('%j is on %s: %s', (known, on, is) => {
    expect(isOnLoaded(known, on)).toBe(is);
  });
});

describe('the log-based metric', () => {
  const settings = settingsWith();
  const metric = logMetricOf(settings);

  it('is the same in Terraform and in the command', () => {
    const folder = join(import.meta.dirname, '../../../examples/terraform/who-loads-what');
    const { cdn } = settings;
    const dotted = (text: string) => text.replaceAll('.', '[.]');
    const terraform = readFileSync(join(folder, 'main.tf'), 'utf8')
      .replaceAll('$'.concat('{var.url_map}'), cdn.urlMap)
      .replaceAll('$'.concat('{local.host}'), dotted(cdn.host))
      .replaceAll('$'.concat('{local.loader}'), dotted(cdn.loader));
    const texts = new Set([...terraform.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([text]) => JSON.parse(text)));
    for (const term of metric.filter.split(' AND ')) expect(texts).toContain(term);
    for (const extractor of Object.values(metric.labelExtractors)) expect(texts).toContain(extractor);
    for (const { key, description } of metric.metricDescriptor.labels) {
      expect(texts).toContain(key);
      expect(texts).toContain(description);
    }
  });

  it('is created by one command, whose input is what Cloud Logging takes', () => {
    const [first, ...rest] = setUpText(settings).split('\n');
    expect(first).toMatch(
      /^gcloud logging metrics create navi_loads --project=\S+ --config-from-file=\/dev\/stdin <<'METRIC'$/,
    );
    expect(rest.at(-1)).toBe('METRIC');
    expect(JSON.parse(rest.slice(0, -1).join('\n'))).toEqual(metric);
  });

  const extracted = (text: string, from: string) => {
    const pattern = /, "(?<pattern>.*)"\)$/.exec(text)?.groups?.['pattern'] ?? '';
    return new RegExp(pattern).exec(from)?.[1] ?? '';
  };
  it.each([
    ['https://care.acme.example/patient/42?name=jane', 'care.acme.example'],
    ['https://care.acme.example:8443/', 'care.acme.example'],
    ['https://care.acme.example', 'care.acme.example'],
    ['https://jane:secret@care.acme.example/', ''],
    ['https://<!channel>/', ''],
    ['https://\u001b[31mred.example/', ''],
    ['https://клиника.example/', ''],
    [`https://${'a'.repeat(300)}.example/`, ''],
    ['android-app://com.example', ''],
  ])('takes of %s only the host: "%s"', (referer, host) => {
    expect(extracted(metric.labelExtractors['referrer_host'] ?? '', referer)).toBe(host);
  });

  it.each([
    ['https://cdn.example/v1/navi-loader.js?page=jane', 'v1'],
    ['https://cdn.example/v1.2.0-rc.1/navi-loader.js', 'v1.2.0-rc.1'],
    ['https://cdn.example/jane/v1/navi-loader.js', ''],
  ])('takes of %s only the first part: "%s"', (url, path) => {
    expect(extracted(metric.labelExtractors['path'] ?? '', url)).toBe(path);
  });
});
