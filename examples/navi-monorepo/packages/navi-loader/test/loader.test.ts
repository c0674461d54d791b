import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const built = readFileSync(new URL('../dist/navi-loader.js', import.meta.url), 'utf8');

type Hear = (message: { source: unknown; origin: string; data: unknown }) => void;
type Fail = (failure: { filename: string; message: string; error: unknown }) => void;

const SCRIPT = 'https://cdn.example/v1/navi-loader.js';

/** As much of a page as the script touches. */
function openPage(dataset: Record<string, string>) {
  const placed: { where: string; frame: { src: string; title: string; style: { height?: string } } }[] = [];
  const heard = new Set<Hear>();
  const failed = new Set<Fail>();
  const sent: string[] = [];
  const errors: string[] = [];
  const put = (where: string) => (frame: (typeof placed)[number]['frame']) => placed.push({ where, frame });
  const window = {
    Awell: undefined as undefined | { navi: { version: string; on: CallableFunction; destroy(): void } },
    addEventListener: (kind: string, hear: Hear & Fail) => (kind === 'error' ? failed : heard).add(hear),
    removeEventListener: (kind: string, hear: Hear & Fail) =>
      (kind === 'error' ? failed : heard).delete(hear),
  };
  const document = {
    currentScript: { src: SCRIPT, dataset, after: put('after the script') },
    createElement: () => ({ style: {}, contentWindow: 'the frame', remove: () => placed.pop() }),
    querySelector: (selector: string) => (selector === '#care' ? { append: put('in the target') } : null),
  };
  const console = { error: (line: string) => errors.push(line) };
  const navigator = { sendBeacon: (_: string, body: string) => sent.push(body) };
  runInContext(built, createContext({ window, document, console, navigator, URL, Error }));
  const say: Hear = (message) => {
    for (const hear of heard) hear(message);
  };
  const fail: Fail = (failure) => {
    for (const hear of failed) hear(failure);
  };
  return { window, placed, errors, heard, failed, sent, say, fail };
}

const PORTAL = 'https://portal.example';

test('the built script names its version, in the banner and in the page', () => {
  const { window } = openPage({ portalOrigin: PORTAL, pathwayId: 'pw_1' });

  assert.ok(built.startsWith(`/*! navi-loader v${version} */`));
  assert.equal(window.Awell?.navi.version, version);
});

test('the frame points to the portal and follows the script', () => {
  const { placed } = openPage({ portalOrigin: PORTAL, pathwayId: 'pw_1', title: 'Your plan' });

  assert.equal(placed[0]?.where, 'after the script');
  assert.equal(placed[0]?.frame.title, 'Your plan');
  assert.equal(placed[0]?.frame.src, `${PORTAL}/embed?pathway=pw_1&title=Your+plan&protocol=1`);
});

test('the frame goes into the target, when there is one', () => {
  const { placed } = openPage({ portalOrigin: PORTAL, pathwayId: 'pw_1', target: '#care' });

  assert.equal(placed[0]?.where, 'in the target');
});

test('events of the frame reach listeners; messages of anybody else do not', () => {
  const { window, placed, say } = openPage({ portalOrigin: PORTAL, pathwayId: 'pw_1' });
  const seen: unknown[] = [];
  const stop = window.Awell?.navi.on('navi.activity.started', (detail: unknown) => seen.push(detail));
  const data = { protocol: 1, name: 'navi.activity.started', detail: { activityId: 'a1' } };

  say({ source: 'the frame', origin: 'https://evil.example', data });
  say({ source: 'somebody', origin: PORTAL, data });
  say({ source: 'the frame', origin: PORTAL, data });
  say({
    source: 'the frame',
    origin: PORTAL,
    data: { protocol: 1, name: 'navi.resize', detail: { height: 90 } },
  });
  stop();
  say({ source: 'the frame', origin: PORTAL, data });

  assert.equal(JSON.stringify(seen), '[{"activityId":"a1"}]');
  assert.equal(placed[0]?.frame.style.height, '90px');
});

test('it reports its load and its own errors, and nothing of the page', () => {
  const { sent, fail } = openPage({ portalOrigin: PORTAL, pathwayId: 'pw_1' });
  const message = 'jane.roe opened pw_1';

  fail({ filename: SCRIPT, message, error: new TypeError(message) });
  fail({ filename: 'https://customer.example/own.js', message, error: new Error(message) });

  const events = sent.map((body) => JSON.parse(body.split('\n')[2] ?? ''));
  assert.deepEqual(
    events.map(({ type, release }) => [type, release]),
    [
      ['transaction', `navi-loader@${version}`],
      ['event', `navi-loader@${version}`],
    ],
  );
  assert.deepEqual(events[1].exception, { values: [{ type: 'TypeError' }] });
  assert.ok(!sent.join().includes('pw_1'));
});

test('destroy leaves nothing behind', () => {
  const { window, placed, heard, failed } = openPage({ portalOrigin: PORTAL, pathwayId: 'pw_1' });

  window.Awell?.navi.destroy();

  assert.equal(placed.length, 0);
  assert.equal(heard.size + failed.size, 0);
});

test('a tag with a mistake says so and does nothing', () => {
  const { window, placed, errors } = openPage({ portalOrigin: 'javascript:alert(1)', pathwayId: 'pw_1' });

  assert.equal(window.Awell, undefined);
  assert.equal(placed.length, 0);
  assert.deepEqual(errors, [`navi-loader ${version}: data-portal-origin is not an https address`]);
});
