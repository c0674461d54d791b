import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DrawnBlock } from '../../../src/adapters/slack/render/blocks.ts';
import { renderMessage } from '../../../src/adapters/slack/render/render-message.ts';
import type { Chart, MonitorReport } from '../../../src/domain/monitor-report.ts';
import { sampleReport } from '../../harness/samples/sample-monitor.ts';
import { VIEW } from './mrkdwn.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const CHANNEL = 'C0RELEASES';
const blocksOf = (report: MonitorReport) => renderMessage({ is: 'monitor', report }, VIEW).blocks;
const kinds = (blocks: readonly { type: string }[]) =>
  blocks.map(({ type }) => type).filter((type) => type === 'data_visualization' || type === 'table');

/** The sample with these charts instead of its own. */
function withCharts(...charts: Chart[]): MonitorReport {
  const report = sampleReport();
  const [section] = report.sections;
  if (section === undefined) throw new Error('the sample has no section');
  return { ...report, sections: charts.map((chart) => ({ ...section, chart })) };
}

const chart = (changed: Partial<Chart> = {}): Chart => ({
  ...{ title: 'p95', unit: 'ms', categories: ['1 Nov', '2 Nov'] },
  series: [{ name: 'Asia', values: [1, 2] }],
  ...changed,
});
const lines = (count: number, name = (n: number) => `line ${n}`) =>
  Array.from({ length: count }, (_, n) => ({ name: name(n), values: [1, 2] }));

describe('a summary in Slack', () => {
  it('has the finding in text above each chart, and a chart with a hole as a table', () => {
    const blocks = blocksOf(sampleReport());

    expect(kinds(blocks)).toEqual(['data_visualization', 'table']);
    const above = (type: string) => blocks[blocks.findIndex((block) => block.type === type) - 1];
    expect(JSON.stringify(above('data_visualization'))).toContain('Slowest is Asia');
    expect(JSON.stringify(above('table'))).toContain('Most errors per load');
    expect(JSON.stringify(blocks.find(({ type }) => type === 'table'))).toContain('not measured');
  });

  it('has one row for the days on which nothing was measured', () => {
    const report = sampleReport();
    const section = report.sections.find(({ chart }) => chart !== null);
    if (section === undefined) throw new Error('no chart');
    const chart = {
      ...{ title: 'Loads', unit: 'loads', categories: ['16 Nov', '17 Nov', '18 Nov', '19 Nov', '20 Nov'] },
      series: [
        { name: '1.1.0', values: [null, null, null, 90_955, null] },
        { name: '1.0.0', values: [null, null, null, null, null] },
      ],
    };
    const table = blocksOf({ ...report, sections: [{ ...section, chart }] }).find(
      ({ type }) => type === 'table',
    );
    const rows = z.object({ rows: z.array(z.array(z.object({ text: z.string() }))) }).parse(table).rows;
    expect(rows.map((row) => row.map(({ text }) => text))).toEqual([
      ['Day', '1.1.0 (loads)', '1.0.0 (loads)'],
      ['16 Nov to 18 Nov', 'not measured', 'not measured'],
      ['19 Nov', '90,955', 'not measured'],
      ['20 Nov', 'not measured', 'not measured'],
    ]);
  });

  it('says that it is late, and what was skipped', () => {
    expect(JSON.stringify(blocksOf(sampleReport()).at(-1))).toMatch(
      /Late: it was due .*2 summaries before it skipped/,
    );
  });

  it.each<[string, MonitorReport, string[]]>([
    [
      'three charts: Slack takes two',
      withCharts(chart(), chart(), chart()),
      ['data_visualization', 'data_visualization', 'table'],
    ],
    [
      'charts without values for each day',
      withCharts(chart({ series: [{ name: 'a', values: [1, null] }] })),
      ['table'],
    ],
    [
      'two charts with holes: Slack takes one table',
      withCharts(
        chart({ series: [{ name: 'a', values: [null, 1] }] }),
        chart({ series: [{ name: 'b', values: [1] }] }),
      ),
      ['table'],
    ],
    ['seven lines', withCharts(chart({ series: lines(7) })), ['table']],
    ['six lines', withCharts(chart({ series: lines(6) })), ['data_visualization']],
    [
      'names that are one when cut',
      withCharts(chart({ series: lines(2, (n) => `a name of more than 20 letters ${n}`) })),
      ['table'],
    ],
    [
      '21 days',
      withCharts(
        chart({
          categories: Array.from({ length: 21 }, (_, n) => `${n}`),
          series: [{ name: 'a', values: Array.from({ length: 21 }, () => 1) }],
        }),
      ),
      ['table'],
    ],
  ])('shows %s', (_, report, expected) => {
    expect(kinds(blocksOf(report))).toEqual(expected);
  });
});

describe('a summary that Slack refuses', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await openWorkspace({ start: false });
  });
  afterEach(() => workspace.close());

  const post = async (refused: number, report: MonitorReport): Promise<DrawnBlock[]> => {
    await workspace.control('faults', {
      ...{ method: 'chat.postMessage', kind: 'error', error: 'invalid_blocks', status: 200, times: refused },
    });
    await workspace.client.chat.post({ channel: CHANNEL, key: 'key', message: { is: 'monitor', report } });
    const blocks: unknown = (await workspace.posts(CHANNEL)).at(-1)?.blocks ?? [];
    return JSON.parse(JSON.stringify(blocks));
  };

  it('with its charts is sent with a table, then without, then as its sentence', async () => {
    const report = withCharts(chart());

    expect(kinds(await post(1, report))).toEqual(['table']);
    expect(kinds(await post(2, report))).toEqual([]);
    expect(JSON.stringify(await post(2, report))).toContain('1 thing needs you.');
    expect(await post(3, report)).toEqual([]);
    expect((await workspace.posts(CHANNEL)).at(-1)?.text).toContain('Shown in short');
  });
});
