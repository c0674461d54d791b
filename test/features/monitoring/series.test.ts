import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../../src/domain/json.ts';
import { parseSeries, type Series, seriesName } from '../../../src/features/monitoring/series.ts';

describe('the name of a series', () => {
  it.each<[Series, string]>([
    [{ is: 'probe-requests', probe: '203.0.113.7' }, 'probe-requests:203.0.113.7'],
    [{ is: 'probe-latency', probe: '127.0.0.1:4711' }, 'probe-latency:127.0.0.1:4711'],
    [{ is: 'uptime-failures', location: 'eur-belgium' }, 'uptime-failures:eur-belgium'],
    [{ is: 'cdn-requests', responseClass: '200', cache: 'HIT' }, 'cdn-requests:200/HIT'],
    [{ is: 'cdn-latency', continent: 'Europe' }, 'cdn-latency:Europe'],
    [
      { is: 'npm-downloads', package: '@awell-health/navi-js', version: '1.2.0-beta.1+a' },
      'npm-downloads:@awell-health/navi-js@1.2.0-beta.1+a',
    ],
    [{ is: 'loads', source: 'sentry', version: '1.2.0' }, 'loads:sentry/1.2.0'],
    [{ is: 'errors', source: 'datadog', version: 'a/b%@é\n' }, 'errors:datadog/a%2Fb%25%40%C3%A9%0A'],
    [{ is: 'breaks', what: 'open' }, 'breaks:open'],
    [{ is: 'vulnerabilities', what: 'oldest-hours' }, 'vulnerabilities:oldest-hours'],
  ])('%j is %s', (series, name) => {
    expect(seriesName(series)).toBe(name);
    expect(parseSeries(name)).toEqual(series);
  });

  it.each([
    '',
    'loads',
    'loads:',
    'loads:sentry',
    'loads:elsewhere/1.2.0',
    'loads:sentry/1.2.0/1',
    'loads:sentry/%E9',
    'loads:sentry/%31',
    'npm-downloads:navi-js',
    'npm-downloads:@awell-health/navi-js',
    'breaks:all',
    'toString:x',
    'edge-latency:eu',
  ])('of another form is none: %s', (name) => {
    expect(parseSeries(name)).toBeUndefined();
  });

  it('is one for one series, whatever a service calls its parts', () => {
    const part = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => text.isWellFormed());
    const series = fc.oneof(
      fc.record({ is: fc.constant('cdn-requests' as const), responseClass: part, cache: part }),
      fc.record({ is: fc.constant('npm-downloads' as const), package: part, version: part }),
      fc.record({ is: fc.constant('loads' as const), source: fc.constant('sentry' as const), version: part }),
    );
    fc.assert(
      fc.property(series, (one) => {
        const name = seriesName(one);
        return /^[\x21-\x7e]+$/.test(name) && canonical(parseSeries(name)) === canonical(one);
      }),
    );
  });
});
