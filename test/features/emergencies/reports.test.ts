import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  advisoryReports,
  decideReports,
  labelReport,
  type Report,
} from '../../../src/features/emergencies/decide-reports.ts';
import { readEmergencies } from '../../../src/features/emergencies/index.ts';
import { watchReports } from '../../../src/features/emergencies/watch-reports.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { type MeasuredApp, openMeasuredApp } from '../monitoring/measured-app.ts';

const AT = '2026-11-20T10:00:00.000Z';
const settings = settingsWith();

describe('a report', () => {
  const report = (source: string): Report => ({
    ...{ source, kind: 'security', title: source, issue: null, since: AT, by: 'Ada' },
  });
  it.each<[string, string[] | null, string[], string, string[]]>([
    ['begins nothing at the first read', null, [], 'baseline', ['a', 'b']],
    ['begins an emergency when it is new', [], [], 'declare', ['a', 'b']],
    ['begins none when it was there', ['a'], [], 'declare', ['b']],
    ['begins one once', [], ['a', 'b'], 'declare', []],
  ])('%s', (_what, known, begun, is, sources) => {
    const step = decideReports([report('a'), report('b')], {
      ...{ known: known === null ? null : new Set(known), begun: new Set(begun) },
    });
    expect(step.is).toBe(is);
    expect(step.reports.map(({ source }) => source)).toEqual(sources);
  });

  it.each<[string, [string, string | null][], object | null]>([
    [
      'counts from the first label',
      [
        ['1', 'ada-okafor'],
        ['2', 'ada-okafor'],
      ],
      { since: '1', by: 'Ada Okafor' },
    ],
    ['counts whatever the case of the login', [['1', 'Ada-Okafor']], { since: '1' }],
    [
      'counts from the first of a person of the roster',
      [
        ['1', 'mallory'],
        ['2', 'ben-ivarsson'],
      ],
      { since: '2' },
    ],
    [
      'does not count by another account',
      [
        ['1', 'mallory'],
        ['2', null],
      ],
      null,
    ],
    ['does not count without a label', [], null],
  ])('%s', (_what, set, expected) => {
    const labellings = set.map(([at, by]) => ({ at, by }));
    const found = labelReport({ kind: 'critical', number: 7, labellings }, settings.people);
    if (expected === null) expect(found).toBeNull();
    else expect(found).toMatchObject({ source: 'label:critical:7', issue: 7, ...expected });
  });

  type Vulnerability = Parameters<typeof advisoryReports>[0][number];
  const alert: Vulnerability = {
    ...{ number: 1, package: 'ws', severity: 'critical', advisory: 'GHSA-1', openedAt: AT },
    ...{ manifest: 'packages/navi-js/package.json', fixedAt: null, dismissedAt: null },
  };
  it.each<[string, Partial<Vulnerability>[], number]>([
    ['of a released package', [alert], 1],
    ['of the whole repository', [{ ...alert, manifest: 'package-lock.json' }], 1],
    ['once for an advisory', [alert, { ...alert, number: 2, package: 'ws2' }], 1],
    ['not of what is not released', [{ ...alert, manifest: 'packages/navi-portal/package.json' }], 0],
    ['not of another severity', [{ ...alert, severity: 'high' }], 0],
    ['not when it is fixed', [{ ...alert, fixedAt: AT }], 0],
    ['not when it concerns no customer', [{ ...alert, dismissedAt: AT }], 0],
  ])('of Dependabot counts %s', (_what, alerts, count) => {
    const given = alerts.map((one) => ({ ...alert, ...one }));
    expect(advisoryReports(given, settings)).toHaveLength(count);
  });
});

describe('GitHub', () => {
  let fixture: MeasuredApp;
  beforeEach(async () => {
    fixture = await openMeasuredApp();
  });
  afterEach(() => fixture.close());

  const order = async (path: string, body: object): Promise<number> => {
    const answer = await fixture.github.control(path, body);
    const { number } = (await answer.json()) as { number: number };
    return number;
  };
  const look = async () => {
    await watchReports(fixture.app.context);
    await fixture.app.work(5_000);
  };
  const begun = () => fixture.app.store.transaction(readEmergencies);
  /** The cards of what was there before: as each was posted, and edited last. */
  const baselines = () =>
    fixture.app.world.chat.posts.flatMap(({ message }) =>
      message.is === 'alert' && message.alert.id === 'emergency-baseline' ? [message.alert] : [],
    );

  it('begins emergencies by labels and alerts, once, and none for what was there before', async () => {
    const old = await order('issues', { labels: ['emergency-security'], by: 'ada-okafor' });
    await order('alerts', { package: 'ws', severity: 'critical' });
    await look();
    expect(await begun()).toEqual([]);
    expect(baselines()).toMatchObject([
      { headline: '2 reports from before Navi looked: no clock runs', buttons: [], isOver: false },
    ]);
    const lines = baselines()[0]?.lines.join('\n');
    expect(lines).toMatch(new RegExp(`Issue #${old}, since \\S+Z, by Ada Okafor`));
    expect(lines).toMatch(/GHSA-0001-navi-test in ws \(critical\), since \S+Z, by Dependabot alert 1/);

    const fresh = await order('issues', { labels: ['emergency-critical'], by: 'ben-ivarsson' });
    await order('issues', { labels: ['emergency-critical'], by: 'mallory' });
    await order('issues', { number: old, labels: [], by: 'ada-okafor' });
    await order('issues', { number: old, labels: ['emergency-security'], by: 'ada-okafor' });
    await order('alerts', { package: 'semver', severity: 'critical' });
    await order('alerts', { package: 'semver', severity: 'high' });
    await look();
    await Promise.all([watchReports(fixture.app.context), watchReports(fixture.app.context)]);
    await order('issues', { number: fresh, labels: [], by: 'ben-ivarsson' });
    await order('issues', { number: fresh, labels: ['emergency-critical'], by: 'ben-ivarsson' });
    await look();

    expect((await begun()).map(({ kind, title, issue, by }) => ({ kind, title, issue, by }))).toEqual([
      { kind: 'critical', title: `Issue #${fresh}`, issue: fresh, by: 'Ben Ivarsson' },
      {
        ...{ kind: 'security', title: 'GHSA-0002-navi-test in semver (critical)', issue: null },
        by: 'Dependabot alert 2',
      },
    ]);
    expect(baselines()).toHaveLength(1);
  });

  it('begins nothing, and has no first read, while it does not answer', async () => {
    await fixture.github.control('permissions', { permission: 'issues', granted: false });
    await fixture.github.control('permissions', { dependabot: false });
    await order('issues', { labels: ['emergency-security'], by: 'ada-okafor' });
    await look();
    const rows = await fixture.app.store.transaction((tx) =>
      tx.journal.of({ kind: 'emergencies', id: 'all' }),
    );
    expect(rows).toEqual([]);
    await fixture.github.control('permissions', { permission: 'issues', granted: true });
    await look();
    expect(await begun()).toEqual([]);
    expect(baselines().map(({ lines }) => lines[0])).toMatchObject([/^Issue #/]);
    await fixture.github.control('permissions', { dependabot: true });
    await order('alerts', { package: 'ws', severity: 'critical' });
    await look();
    expect(baselines()).toHaveLength(1);
    expect(baselines()[0]?.lines.filter((line) => line.includes(', since '))).toHaveLength(2);
  });
});
