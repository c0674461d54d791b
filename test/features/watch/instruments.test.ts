import { afterEach, expect, it } from 'vitest';
import { planRelease, pushVersion } from '../../harness/app/actions.ts';
import { controlOf } from '../../harness/world/control.ts';
import { openWatchedApp, type Visits, type WatchedApp } from './watched-app.ts';

let fixture: WatchedApp;
afterEach(() => fixture.close());

const VISITS: Visits = { '1.2.0': [60, 0], '1.1.0': [140, 0] };
const GATE = 'the release can be watched';

/** The gate's finding on the next release of the line; undefined where it says nothing. */
async function found(): Promise<unknown> {
  const answer = await fixture.app.use.planRelease({
    ...{ version: 'v1.2.1', dryRun: true, caller: fixture.app.caller('ada') },
    place: { is: 'slack', channel: 'C0RELEASES' },
  });
  if (answer.is === 'refusal') return answer.refusal.reasons.map(({ code }) => code);
  return answer.is === 'plan'
    ? answer.card.operation.shown.verdicts.find(({ gate }) => gate === GATE)
    : answer.is;
}

async function open(options: Parameters<typeof openWatchedApp>[0] = {}): Promise<void> {
  fixture = await openWatchedApp(options);
  pushVersion(fixture.app, '1.2.1');
}

it('says when the sources saw what is live, and what is wrong with one', { timeout: 60_000 }, async () => {
  await open();
  expect(await found()).toBeUndefined();
  await fixture.measure('probes');
  await fixture.counted(4, VISITS);
  expect(await found()).toMatchObject({
    is: 'pass',
    evidence: expect.stringContaining('Datadog saw v1.2.0 at'),
  });
  await controlOf(fixture.measured.urls.datadog).post('faults', {
    kind: 'error',
    status: 401,
    times: 10_000,
  });
  await fixture.counted(1, VISITS);
  expect(await found()).toMatchObject({
    is: 'warn',
    evidence: expect.stringContaining('Datadog is broken since'),
  });
});

it('says which source has not seen what is live', { timeout: 60_000 }, async () => {
  await open();
  await fixture.measure('probes');
  await fixture.counted(4, { '1.1.0': [140, 0] });
  expect(await found()).toMatchObject({
    is: 'warn',
    evidence: 'Datadog saw no load of v1.2.0 in the last hour',
  });
});

it('blocks where Navi may roll back by itself', { timeout: 60_000 }, async () => {
  await open({ automaticRollback: 'on', sources: [] });
  expect(await found()).toEqual(['gate-refused']);
  const asked = await planRelease(fixture.app, { version: 'v1.2.1' });
  expect(asked).toMatchObject({
    is: 'refusal',
    refusal: {
      reasons: [{ gate: GATE, text: expect.stringContaining('no source that counts loads by release') }],
    },
  });
});
