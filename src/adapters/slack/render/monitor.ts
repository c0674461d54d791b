import type { Level, MonitorReport, MonitorSection } from '../../../domain/monitor-report.ts';
import {
  context,
  type DrawnBlock,
  header,
  linesWithin,
  type Rendered,
  sections,
  type Viewing,
} from './blocks.ts';
import { chartBlocks } from './chart.ts';
import { outside, ownText, sentence, when } from './text.ts';

const SIGNS: Readonly<Record<Level, string>> = { good: '✅', warn: '⚠️', bad: '🚨', info: 'ℹ️' };
/** All sections together stay within Slack's limit for a message. */
const LINES_OF_SECTION = 900;

/** What is live, measured: each finding in text, with its chart below it. */
export function renderMonitor(report: MonitorReport, view: Viewing): Rendered {
  const charts = chartBlocks(report.sections.map(({ chart }) => chart));
  return {
    text: sentence(`${titleOf(report)}: ${report.sections.map(({ finding }) => finding).join(' ')}`),
    blocks: [
      header(titleOf(report)),
      ...report.sections.flatMap((section, at) => sectionBlocks(section, charts[at] ?? null, view)),
      context(...notesOf(report, view)),
    ],
  };
}

function titleOf({ name, days, title }: MonitorReport): string {
  if (title !== undefined) return title;
  const what = name === null ? 'Monitoring' : `Monitoring: ${name} summary`;
  return `${what}, ${days === 1 ? 'one day' : `${days} days`}`;
}

function sectionBlocks(
  { title, level, finding, lines }: MonitorSection,
  chart: DrawnBlock | null,
  view: Viewing,
): DrawnBlock[] {
  const shown = lines.map((line) => `• ${ownText(line, 700, view)}`);
  return [
    ...sections([
      `${SIGNS[level]} *${outside(title, 60)}*: ${ownText(finding, 400, view)}`,
      ...linesWithin(shown, LINES_OF_SECTION, 'in npx navi monitor'),
    ]),
    ...(chart === null ? [] : [chart]),
  ];
}

function notesOf({ at, lateSince, skipped }: MonitorReport, view: Viewing): string[] {
  return [
    `As of ${when(at, view)}`,
    ...(lateSince === null ? [] : [`Late: it was due ${when(lateSince, view)}`]),
    ...(skipped === 0 ? [] : [`${skipped === 1 ? 'One summary' : `${skipped} summaries`} before it skipped`]),
  ];
}
