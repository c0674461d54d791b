import type { MonitorReport } from '../../../src/domain/monitor-report.ts';
import { NOW } from './sample-release.ts';

const DAYS = ['16 Nov', '17 Nov', '18 Nov', '19 Nov', '20 Nov', '21 Nov', '22 Nov'];

/** A daily summary with every section's form: a chart, a chart with a hole, lines alone, and one that failed. */
export function sampleReport(): MonitorReport {
  return {
    name: 'daily',
    at: NOW.toISOString(),
    days: 7,
    lateSince: new Date(NOW.getTime() - 3_600_000).toISOString(),
    skipped: 2,
    facts: { 'CDN availability above 99.9 %': 'met' },
    sections: [
      {
        ...{ id: 'needs-you', title: 'What needs you', level: 'warn' },
        finding: '1 thing needs you.',
        lines: [
          `Sentry is broken since ${NOW.toISOString()}: it does not accept the token (401). Replace the token`,
        ],
        chart: null,
      },
      {
        ...{ id: 'edge', title: 'Edge by location', level: 'info' },
        finding: 'Slowest is Asia (clients): p95 250 ms.',
        lines: ['Asia (clients): p95 250 ms of 9,000', 'eur-belgium (uptime check): p95 80 ms of 1,440'],
        chart: {
          title: 'p95 by location',
          unit: 'ms',
          categories: DAYS,
          series: [
            { name: 'Asia', values: [240, 250, 260, 250, 240, 251, 249] },
            { name: 'eur-belgium', values: [80, 82, 79, 81, 80, 80, 81] },
          ],
        },
      },
      {
        ...{ id: 'errors', title: 'Errors by release', level: 'info' },
        finding: 'Most errors per load: 1.2.0: at least 12 errors, 0.35 % of 3,400 loads.',
        lines: ['1.2.0: at least 12 errors, 0.35 % of 3,400 loads'],
        chart: {
          title: 'Errors by release',
          unit: 'errors',
          categories: DAYS,
          series: [{ name: '1.2.0', values: [3, null, 2, 1, 2, 1, 3] }],
        },
      },
      {
        ...{ id: 'feedback', title: 'Reported by customers', level: 'warn' },
        finding: 'Not measured: it took longer than 10 s.',
        lines: [],
        chart: null,
      },
    ],
  };
}
