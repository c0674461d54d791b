import type { TableBlock } from '@slack/types';
import type { Chart } from '../../../domain/monitor-report.ts';
import type { ChartBlock, DrawnBlock } from './blocks.ts';
import { plain } from './text.ts';

/** Slack's limits of a chart: docs/services.md, Slack. */
const MOST_CHARTS = 2;
const MOST_SERIES = 6;
const MOST_POINTS = 20;
const LONGEST_NAME = 20;
const LONGEST_TITLE = 50;

/**
 * The charts of a message as blocks, in order, null for none: Slack's chart where its limits allow it, else one table.
 * Each finding stands in text above, so that nothing is lost without them.
 */
export function chartBlocks(charts: readonly (Chart | null)[]): (DrawnBlock | null)[] {
  let drawn = 0;
  let hasTable = false;
  return charts.map((chart) => {
    if (chart === null) return null;
    const block = drawn < MOST_CHARTS ? chartBlock(chart) : null;
    if (block !== null) {
      drawn += 1;
      return block;
    }
    if (hasTable) return null;
    hasTable = true;
    return chartTable(chart);
  });
}

/** Every series needs one finite value for every category: a chart with a hole is none. */
function chartBlock({ title, unit, categories: days, series }: Chart): ChartBlock | null {
  const categories = days.map((day) => plain(day, LONGEST_NAME));
  const names = new Set(series.map(({ name }) => nameOf(name)));
  const fits = series.length >= 1 && series.length <= MOST_SERIES && categories.length <= MOST_POINTS;
  const areUnique = names.size === series.length && new Set(categories).size === categories.length;
  if (!fits || categories.length === 0 || !areUnique) return null;
  const drawn = series.map(({ name, values }) => ({
    name: nameOf(name),
    data: categories.flatMap((label, at) => {
      const value = values[at];
      return typeof value === 'number' && Number.isFinite(value) ? [{ label, value }] : [];
    }),
  }));
  if (drawn.some(({ data }) => data.length < categories.length)) return null;
  const axis_config = { categories, y_label: plain(unit, LONGEST_TITLE) };
  return {
    type: 'data_visualization',
    title: plain(title, LONGEST_TITLE),
    chart: { type: 'line', series: drawn, axis_config },
  };
}

function nameOf(name: string): string {
  return plain(name, LONGEST_NAME);
}

/** Most cells of a row that Slack takes. */
const MOST_CELLS = 20;

/** The figures as a table, a row for each day. */
function chartTable({ unit, categories, series }: Chart): TableBlock {
  const shown = series.slice(0, MOST_CELLS - 1);
  const day = (at: number) => categories[at] ?? '';
  const head = ['Day', ...shown.map(({ name }) => `${plain(name, 40)} (${plain(unit, 20)})`)];
  const rows = periodsOf(shown, categories).map(({ from, to }) => [
    plain(from === to ? day(from) : `${day(from)} to ${day(to)}`, 40),
    ...shown.map(({ values }) => valueText(values[from])),
  ]);
  return {
    type: 'table',
    rows: [head, ...rows].map((row) => row.map((text) => ({ type: 'raw_text', text }))),
  };
}

/** Days after each other on which nothing was measured are one row. By their index. */
function periodsOf(series: Chart['series'], categories: Chart['categories']): { from: number; to: number }[] {
  const isEmpty = (at: number) => series.every(({ values }) => values[at] == null);
  const periods: { from: number; to: number }[] = [];
  for (const at of categories.keys()) {
    const last = periods.at(-1);
    if (last !== undefined && isEmpty(at) && isEmpty(last.to)) last.to = at;
    else periods.push({ from: at, to: at });
  }
  return periods;
}

function valueText(value: number | null | undefined): string {
  return value == null ? 'not measured' : value.toLocaleString('en-US');
}

/** The same message with its first chart as a table, for a workspace that refuses charts; undefined where it has none. */
export function withoutCharts(blocks: readonly DrawnBlock[]): DrawnBlock[] | undefined {
  if (!blocks.some(isChart)) return undefined;
  const hasTable = blocks.some(({ type }) => type === 'table');
  const first = hasTable ? undefined : blocks.find(isChart);
  return blocks.flatMap((block) => {
    if (!isChart(block)) return [block];
    return block === first ? [tableOf(block)] : [];
  });
}

function isChart(block: DrawnBlock): block is ChartBlock {
  return block.type === 'data_visualization';
}

function tableOf({ title, chart }: ChartBlock): TableBlock {
  const { categories, y_label: unit } = chart.axis_config;
  const series = chart.series.map(({ name, data }) => ({ name, values: data.map(({ value }) => value) }));
  return chartTable({ title, unit, categories, series });
}
