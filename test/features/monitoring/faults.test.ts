import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourceId } from '../../../src/domain/source-health.ts';
import { reportOf } from '../../../src/features/monitoring/decide-health.ts';
import { type Break, controlOf } from '../../harness/world/control.ts';
import { type MeasuredApp, openMeasuredApp } from './measured-app.ts';

let fixture: MeasuredApp;
beforeEach(async () => {
  fixture = await openMeasuredApp();
}, 30_000);
afterEach(() => fixture.close());

/** Each source with the door of its service. */
const SOURCES: readonly [SourceId, (fixture: MeasuredApp) => string][] = [
  ['google-monitoring', ({ measured }) => measured.urls.monitoring],
  ['sentry', ({ measured }) => measured.urls.sentry],
  ['datadog', ({ measured }) => measured.urls.datadog],
  ['npm-downloads', ({ measured }) => measured.urls.downloads],
  ['github-issues', ({ github }) => github.url],
  ['dependabot', ({ github }) => github.url],
];

const stateOf = (id: SourceId) => fixture.app.store.transaction((tx) => tx.sourceStates.lock(id));

/** Reads it three times, until what has failed is believed. */
async function healthAfter(id: SourceId, url: string, fault: Omit<Break, 'times'>) {
  await controlOf(url).breakCall({ ...fault, times: 50 });
  for (let read = 0; read < 3; read += 1) {
    fixture.pass(60);
    await fixture.measure(id);
  }
  return reportOf((await stateOf(id)).health);
}

describe.each(SOURCES)('%s', (id, urlOf) => {
  it.each<[Omit<Break, 'times'>, object]>([
    [
      { kind: 'error', status: 401 },
      { is: 'broken', why: 'it does not accept the token (401)' },
    ],
    [
      { kind: 'error', status: 403 },
      { is: 'broken', why: expect.stringContaining('lacks the right') },
    ],
    [
      { kind: 'error', status: 404 },
      { is: 'broken', why: expect.stringContaining('(404)') },
    ],
    [
      { kind: 'rate-limit', retryAfterSeconds: 60 },
      { is: 'broken', why: 'it has had too many requests (429)' },
    ],
    [
      { kind: 'error', status: 500 },
      { is: 'broken', why: 'it has an error of its own (500)' },
    ],
    [{ kind: 'timeout' }, { is: 'broken', why: 'it does not answer' }],
    [{ kind: 'reset' }, { is: 'broken', why: 'it does not answer' }],
  ])('says of %j what it is, loses nothing, and works a minute after it', async (fault, report) => {
    const url = urlOf(fixture);
    await fixture.measure(id);
    const before = await stateOf(id);
    expect(await healthAfter(id, url, fault)).toMatchObject(report);
    expect((await stateOf(id)).readTo).toBe(before.readTo);
    await controlOf(url).clear();
    fixture.pass(2);
    await fixture.measure(id);

    const after = await stateOf(id);
    expect(reportOf(after.health)).toMatchObject({ is: 'working', since: expect.any(String) });
    expect(Date.parse(after.readTo ?? '')).toBeGreaterThan(Date.parse(before.readTo ?? '') + 3 * 3_500_000);
  });
});

describe('after an outage of three hours', () => {
  it('every minute is there that the source still tells', async () => {
    const { measured, app } = fixture;
    const url = measured.urls.sentry;
    await fixture.measure('sentry');
    for (let minute = 0; minute < 240; minute += 1) measured.add('loads', minute, { release: '1.2.0' }, 3);
    await healthAfter('sentry', url, { kind: 'error', status: 500 });
    await controlOf(url).clear();
    await fixture.measure('sentry');
    fixture.pass(2);
    await fixture.measure('sentry');
    const saved = await app.store.transaction((tx) =>
      tx.samples.read(
        { series: 'loads:sentry/1.2.0', grain: 'minute' },
        { from: '2026-11-27T10:00:00Z', to: '2026-11-27T13:00:00Z' },
      ),
    );

    expect(saved).toHaveLength(180);
    expect(saved.every(({ measure }) => measure.is === 'count' && measure.count === 3)).toBe(true);
  });
});
