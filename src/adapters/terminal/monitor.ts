import type { Chart, MonitorReport, MonitorSection } from '../../domain/monitor-report.ts';
import { columns, type Drawing, flat, wrap } from './layout.ts';

const COLOURS = { good: 'green', warn: 'yellow', bad: 'red', info: 'bold' } as const;

/** What is live, measured: each finding, its figures, and a sparkline for each line of its chart. */
export function monitorText({ at, days, sections, lateSince }: MonitorReport, drawing: Drawing): string {
  return [
    drawing.paint('bold', `Monitoring, ${days} ${days === 1 ? 'day' : 'days'}`),
    ...sections.flatMap((section) => ['', ...sectionLines(section, drawing)]),
    '',
    drawing.paint('dim', `As of ${at}${lateSince === null ? '' : `, due ${lateSince}`}`),
  ].join('\n');
}

function sectionLines({ title, level, finding, lines, chart }: MonitorSection, drawing: Drawing): string[] {
  return [
    wrap(`${drawing.paint(COLOURS[level], flat(title))}: ${flat(finding)}`, 2, drawing),
    ...lines.map((line) => `  ${wrap(flat(line), 4, drawing)}`),
    ...(chart === null ? [] : chartLines(chart, drawing)),
  ];
}

/** A table: name, sparkline, the lowest, the highest and the last value. */
function chartLines({ title, unit, categories, series }: Chart, { paint }: Drawing): string[] {
  const [first = '', last = first] = [categories[0], categories.at(-1)];
  const rows = series.map(({ name, values }) => {
    const known = values.filter((value) => value !== null);
    return [
      flat(name),
      sparkline(values),
      `${shown(Math.min(...known))} to ${shown(Math.max(...known))}`,
      `last ${shown(values.at(-1) ?? null)} ${unit}`,
    ];
  });
  return [`  ${paint('dim', `${flat(title)}, ${first} to ${last}`)}`, ...columns(rows, '    ')];
}

const BARS = '▁▂▃▄▅▆▇█';

/** From zero to the highest value; a dot where nothing was measured. */
function sparkline(values: readonly (number | null)[]): string {
  const highest = Math.max(0, ...values.filter((value) => value !== null));
  return values
    .map((value) => {
      if (value === null) return '·';
      const part = highest === 0 ? 0 : Math.max(0, value) / highest;
      return BARS[Math.min(BARS.length - 1, Math.floor(part * BARS.length))] ?? '·';
    })
    .join('');
}

function shown(value: number | null): string {
  return value === null || !Number.isFinite(value) ? 'not measured' : value.toLocaleString('en-US');
}
