import { afterEach, describe, expect, it } from 'vitest';
import type { Verdict } from '../../../src/features/watch/compare-releases.ts';
import { controlOf } from '../../harness/world/control.ts';
import { openWatchedApp, type Visits, type WatchedApp } from './watched-app.ts';

let fixture: WatchedApp;
afterEach(() => fixture.close());

type Options = Parameters<typeof openWatchedApp>[0];

interface Scenario {
  what: string;
  opened?: Options;
  play(fixture: WatchedApp): Promise<unknown>;
  verdict: Verdict['is'];
  /** Each stands on the card. */
  says: readonly string[];
  saysNot?: readonly string[];
  offered: readonly string[];
  /** How many posts have called people. */
  calls?: number;
}

const WELL: Visits = { '1.2.0': [60, 0], '1.1.0': [140, 0] };
/** 3 % of the loads, and ten times the errors per load. */
const WORSE: Visits = { '1.2.0': [20, 1], '1.1.0': [646, 3] };
const USUAL = ['roll-back-watched', 'keep-release'] as const;

const broken = (service: 'datadog' | 'sentry') => (of: WatchedApp) =>
  controlOf(of.measured.urls[service]).post('faults', { kind: 'error', status: 500, times: 10_000 });

const SCENARIOS: readonly Scenario[] = [
  {
    what: 'healthy',
    play: (of) => of.minutes(12, WELL),
    verdict: 'no-worse',
    says: [
      'v1.2.0 has no more errors per load than v1.1.0',
      'Exposure: 30 % of the loads.',
      'v1.2.0 0 % (0 of',
    ],
    saysNot: ['Roll it back'],
    offered: USUAL,
  },
  {
    what: 'healthy, counted by Sentry',
    opened: { sources: ['sentry'] },
    play: (of) => of.minutes(12, WELL),
    verdict: 'no-worse',
    says: ['v1.2.0 has no more errors per load than v1.1.0', 'counted by Sentry'],
    offered: USUAL,
  },
  {
    what: 'ten times the errors at 3 % exposure',
    play: (of) => of.minutes(16, WORSE),
    verdict: 'worse',
    says: [
      'v1.2.0 has 10.8 times the errors per load of v1.1.0',
      'Exposure: 3.0 % of the loads.',
      'Roll it back now: 97 % of the loads have not seen it, or keep it.',
    ],
    offered: USUAL,
    calls: 1,
  },
  {
    what: 'ten times the errors at 3 % exposure, counted by Sentry',
    opened: { sources: ['sentry'] },
    play: (of) => of.minutes(16, WORSE),
    verdict: 'worse',
    says: ['v1.2.0 has 10.8 times the errors per load of v1.1.0', 'counted by Sentry'],
    offered: USUAL,
    calls: 1,
  },
  {
    what: 'errors in both',
    play: (of) => of.minutes(12, { '1.2.0': [60, 12], '1.1.0': [140, 28] }),
    verdict: 'both-bad',
    says: [
      'v1.2.0 and v1.1.0 both have errors',
      'A rollback does not help where both releases fail alike. Look for an outage.',
    ],
    saysNot: ['Roll it back now'],
    offered: USUAL,
  },
  {
    what: 'errors, where the old release has none',
    play: (of) => of.minutes(12, { '1.2.0': [40, 2], '1.1.0': [160, 0] }),
    verdict: 'worse',
    says: ['v1.2.0 has errors, v1.1.0 has none in the same minutes', 'v1.1.0 0 % (0 of'],
    saysNot: ['Infinity', 'NaN'],
    offered: USUAL,
    calls: 1,
  },
  {
    what: 'a source that dies midway',
    play: async (of) => {
      await of.minutes(12, WELL);
      await broken('datadog')(of);
      await of.minutes(16, WELL);
    },
    verdict: 'cannot-judge',
    says: ['v1.2.0 was no worse than v1.1.0 when Navi could last judge it; now Datadog is broken since'],
    saysNot: ['has no more errors per load', 'Exposure'],
    offered: USUAL,
  },
  {
    what: 'a source that dies while the release is worse',
    play: async (of) => {
      await of.minutes(16, WORSE);
      await broken('datadog')(of);
      await of.minutes(16, WORSE);
    },
    verdict: 'cannot-judge',
    says: ['v1.2.0 was worse than v1.1.0 when Navi could last judge it; now Datadog is broken since'],
    offered: USUAL,
    calls: 1,
  },
  {
    what: 'a source that dies beside one that lives',
    opened: { sources: ['datadog', 'sentry'] },
    play: async (of) => {
      await of.minutes(12, WELL);
      await broken('datadog')(of);
      await of.minutes(16, { '1.2.0': [40, 4], '1.1.0': [646, 3] });
    },
    verdict: 'worse',
    says: ['counted by Sentry', 'Roll it back now'],
    offered: USUAL,
    calls: 1,
  },
  {
    what: 'dropped events: how many errors there were is not known',
    opened: { sources: ['sentry'] },
    play: async (of) => {
      await controlOf(of.measured.urls.sentry).post('pace', { sentryDropsAbove: 8 });
      await of.minutes(16, { '1.2.0': [60, 12], '1.1.0': [540, 5] });
    },
    verdict: 'cannot-judge',
    says: ['some loads of the new or errors of the old release were not counted', '(at least'],
    saysNot: ['Roll it back now', 'has no more errors'],
    offered: USUAL,
  },
  {
    what: 'no traffic',
    play: (of) => of.minutes(8, {}),
    verdict: 'cannot-judge',
    says: ['Navi cannot judge it: no loads per minute of both releases (Datadog)'],
    saysNot: ['Exposure', '0 %'],
    offered: USUAL,
  },
  {
    what: 'the first release of a line',
    opened: {
      before: ({ world }) => {
        world.objects.live.delete('v1/navi-loader.js');
        // A line's first release is breaking: its commit has a guide.
        const files = { 'docs/migration/v1.md': 'Load v1/navi-loader.js.' };
        const head = world.scm.push({ title: 'Say how to begin with v1', files });
        const url = 'https://github.example/awell-health/navi/checks/2';
        world.scm.setChecks(head, [{ name: 'ci', app: 'github-actions', state: 'success', url }]);
      },
    },
    play: async (of) => {
      await of.measure('probes');
      await of.minutes(6, { '1.2.0': [100, 0] });
    },
    verdict: 'cannot-judge',
    says: [
      'v1.2.0 is the first release of v1, and is watched',
      'No earlier release can be compared with it. Navi’s probes get it.',
      'a person may press Continue',
    ],
    saysNot: ['Errors per load', 'Replaced'],
    offered: ['keep-release'],
  },
  {
    what: 'a purge in between',
    play: async (of) => {
      await of.minutes(10, WELL);
      await of.app.context.cdn.purge({ path: '/v1/navi-loader.js', requestId: 'purge-1' });
      await of.minutes(6, WELL);
    },
    verdict: 'no-worse',
    says: ['v1.2.0 has no more errors per load than v1.1.0', 'Exposure: 30 % of the loads.'],
    offered: USUAL,
  },
  {
    what: 'Keep before the threshold',
    play: async (of) => {
      await of.minutes(3, WELL);
      await of.click('keep-release');
      await of.minutes(20, { '1.2.0': [100, 10], '1.1.0': [400, 0] });
    },
    verdict: 'worse',
    says: ['Ada Okafor keeps it since'],
    saysNot: ['automatic'],
    offered: ['roll-back-watched'],
    calls: 1,
  },
];

describe('the watch of a release, through the real clients', () => {
  it.each(SCENARIOS)('$what', { timeout: 60_000 }, async (scenario) => {
    fixture = await openWatchedApp(scenario.opened);
    await scenario.play(fixture);

    expect((await fixture.watch())?.watch.judged?.verdict.is).toBe(scenario.verdict);
    for (const text of scenario.says) expect(fixture.text()).toContain(text);
    for (const text of scenario.saysNot ?? []) expect(fixture.text()).not.toContain(text);
    const isCalling = (scenario.calls ?? 0) > 0;
    expect(fixture.offered()).toEqual([...scenario.offered, ...(isCalling ? ['acknowledge', 'mute'] : [])]);
    expect(fixture.calls()).toHaveLength(scenario.calls ?? 0);
    // Whatever is found, a watch holds no line and starts nothing.
    expect(await fixture.app.store.transaction((tx) => tx.operations.open())).toEqual([]);
  });
});
