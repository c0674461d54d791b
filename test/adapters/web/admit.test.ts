import { describe, expect, it } from 'vitest';
import { type Facts, whyRefused } from '../../../src/adapters/web/admit.ts';
import { createFindPeer, type Heard, type Peer } from '../../../src/adapters/web/peer.ts';

const CLI: Facts = {
  host: '127.0.0.1:8080',
  origin: undefined,
  fetchSite: undefined,
  contentType: 'application/json',
  client: '1',
};

describe("one of Navi's own routes", () => {
  it.each<[string, Partial<Facts>]>([
    ['the terminal', {}],
    ['the terminal on IPv6', { host: '[::1]:8080' }],
    ['a name of this machine', { host: 'LOCALHOST' }],
    ['a name that is allowed', { host: 'navi.internal:443' }],
    ['a charset', { contentType: 'application/json; charset=utf-8' }],
    ['no site', { fetchSite: 'none' }],
  ])('takes %s', (_what, facts) => {
    expect(whyRefused({ ...CLI, ...facts }, ['navi.internal'])).toBeNull();
  });

  it.each<[string, Partial<Facts>, number]>([
    ['another name, as a page has that was bound to this address', { host: 'evil.example' }, 403],
    ['a name that only ends so', { host: 'x.navi.internal' }, 403],
    ['an address that only begins so', { host: '127.0.0.1.evil.example' }, 403],
    ['no host', { host: undefined }, 403],
    ['a host that is none', { host: 'navi.internal@evil.example' }, 403],
    ['an origin', { origin: 'https://evil.example' }, 403],
    ['the origin of a file', { origin: 'null' }, 403],
    ['its own origin', { origin: 'http://127.0.0.1:8080' }, 403],
    ['a page of another site', { fetchSite: 'cross-site' }, 403],
    ['a page of the same site', { fetchSite: 'same-origin' }, 403],
    ['what a page may send without asking', { contentType: 'text/plain' }, 415],
    ['a form', { contentType: 'application/x-www-form-urlencoded' }, 415],
    ['a type that only begins so', { contentType: 'application/jsonp' }, 415],
    ['no type', { contentType: undefined }, 415],
    ['no header of its own', { client: undefined }, 403],
    ['an empty header', { client: '' }, 403],
  ])('turns away %s', (_what, facts, status) => {
    expect(whyRefused({ ...CLI, ...facts }, ['navi.internal'])).toMatchObject({ status });
  });
});

/** What the terminal's client and Prometheus send. */
const TERMINAL = {
  connection: 'keep-alive',
  'content-type': 'application/json',
  'content-length': '7',
  'x-navi-client': '1',
  authorization: 'Bearer x',
  accept: '*/*',
  'accept-language': '*',
  'accept-encoding': 'gzip, deflate',
  'sec-fetch-mode': 'cors',
  'user-agent': 'node',
};
const PROMETHEUS = {
  accept: 'text/plain',
  'accept-encoding': 'gzip',
  'user-agent': 'Prometheus/3.0',
  'x-prometheus-scrape-timeout-seconds': '10',
};
/** What proxies, load balancers and content networks add. */
const FORWARDING = [
  ...['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'],
  ...['x-forwarded', 'forwarded-for', 'x-client-ip', 'client-ip', 'true-client-ip', 'cf-connecting-ip'],
  ...['x-cluster-client-ip', 'fastly-client-ip', 'fly-client-ip', 'x-original-forwarded-for', 'cdn-loop'],
  ...['x-envoy-external-address', 'x-amzn-trace-id', 'x-azure-clientip', 'x-original-host', 'x-request-id'],
  ...['proxy-connection', 'x-proxyuser-ip', 'x-appengine-user-ip', 'cookie', 'x-remote-addr'],
];

describe('the peer', () => {
  const find = createFindPeer(['10.0.0.0/8', '192.168.1.5']);
  const host = '127.0.0.1:8080';

  it.each([
    [
      { address: '127.0.0.1', headers: { host } },
      { address: '127.0.0.1', isLocal: true },
    ],
    [
      { address: '::1', headers: { host: '[::1]:8080' } },
      { address: '::1', isLocal: true },
    ],
    [
      { address: '::ffff:127.0.0.1', headers: { host } },
      { address: '127.0.0.1', isLocal: true },
    ],
    [
      { address: '127.0.0.1', headers: { host: 'navi.internal' } },
      { address: '127.0.0.1', isLocal: false },
    ],
    [
      { address: '127.0.0.1', headers: {} },
      { address: '127.0.0.1', isLocal: false },
    ],
    [
      { address: '172.18.0.1', headers: { host } },
      { address: '172.18.0.1', isLocal: false },
    ],
    [
      { address: undefined, headers: { host } },
      { address: '', isLocal: false },
    ],
    [
      { address: '127.0.0.1', version: '1.1', headers: { host, ...TERMINAL } },
      { address: '127.0.0.1', isLocal: true },
    ],
    [
      { address: '127.0.0.1', version: '1.1', headers: { host, ...PROMETHEUS } },
      { address: '127.0.0.1', isLocal: true },
    ],
    // A reverse proxy on this machine that was configured with its address alone speaks HTTP/1.0.
    [
      { address: '127.0.0.1', version: '1.0', headers: { host, connection: 'close' } },
      { address: '127.0.0.1', isLocal: false },
    ],
    ...FORWARDING.map((name): [Heard, Partial<Peer>] => [
      { address: '127.0.0.1', headers: { host, [name]: '127.0.0.1' } },
      { address: '127.0.0.1', isLocal: false },
    ]),
  ])('is local when it is straight from this machine: %o', (heard, peer) => {
    expect(find(heard)).toMatchObject(peer);
  });

  it.each([
    ['10.1.2.3', '8.8.8.8', '8.8.8.8'],
    ['10.1.2.3', '1.1.1.1, 8.8.8.8, 192.168.1.5', '8.8.8.8'],
    ['10.1.2.3', 'junk, 8.8.8.8', '8.8.8.8'],
    ['10.1.2.3', '10.9.9.9', '10.1.2.3'],
    ['10.1.2.3', '', '10.1.2.3'],
    ['172.18.0.1', '8.8.8.8', '172.18.0.1'],
  ])('behind %s with %s is %s', (address, forwarded, expected) => {
    expect(find({ address, headers: { host, 'x-forwarded-for': forwarded } })).toMatchObject({
      address: expected,
      isLocal: false,
    });
  });

  it.each<[string, Record<string, string>, boolean]>([
    ['127.0.0.1', { host }, false],
    ['172.18.0.1', { host }, false],
    ['172.18.0.1', { host: 'navi.internal' }, true],
    ['127.0.0.1', { host: 'navi.internal' }, true],
    ['172.18.0.1', { host: 'navi.internal', 'x-forwarded-proto': 'https' }, true],
    ['172.18.0.1', {}, true],
    ['10.1.2.3', { host: 'navi.internal', 'x-forwarded-proto': 'https' }, false],
    ['10.1.2.3', { host: 'navi.internal', 'x-forwarded-proto': 'HTTPS' }, false],
    ['10.1.2.3', { host: 'navi.internal', 'x-forwarded-proto': 'https, http' }, true],
    ['10.1.2.3', { host: 'navi.internal', 'x-forwarded-proto': 'http' }, true],
    ['10.1.2.3', { host }, true],
  ])('at %s with %o has crossed a network in the clear: %s', (address, headers, isExposed) => {
    expect(find({ address, headers }).isExposed).toBe(isExposed);
  });

  it.each([
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:ffff:1:2:3', '2001:db8:0:0::/64'],
    ['2001:0DB8:0000:0001::1', '2001:db8:0:1::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['192.0.2.7', '192.0.2.7'],
    ['', ''],
  ])('at %s uses the budget of %s', (address, budget) => {
    expect(find({ address, headers: { host } }).budget).toBe(budget);
  });

  it('that is a configured proxy is never local, with any missing headers', () => {
    const onThisMachine = createFindPeer(['127.0.0.1']);

    expect(onThisMachine({ address: '127.0.0.1', headers: { host } }).isLocal).toBe(false);
  });
});
