import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/file.ts';
import { JOBS } from '../harness/app/jobs.ts';

const FILE = 'navi.config.yaml';
const TEXT = readFileSync(join(import.meta.dirname, '../..', FILE), 'utf8');
const read = (more: string) =>
  readConfig(FILE, `${TEXT}\n${more}`, { project: 'navi', schedules: JOBS.schedules });

const windowOf = (change: string) =>
  `freezes: { windows: [{ days: fri, from: '15:00', to: '00:00', zone: Europe/Brussels, reason: weekend, ${change} }] }`;
const datesOf = (from: string, to: string) =>
  `freezes: { dates: [{ from: '${from}', to: '${to}', zone: UTC, reason: holidays }] }`;

describe('freezes in the configuration', () => {
  it('are windows and dates, and leave the policy of plans as it is', () => {
    const found = read(
      `freezes:
  windows: [{ days: sat-sun, from: '00:00', to: '00:00', zone: Europe/Brussels, reason: weekend }]
  dates: [{ from: '2026-12-19 17:00', to: '2026-12-19', zone: UTC, reason: holidays }]
workingHours: { days: mon-fri, from: '09:00', to: '17:00', zone: Europe/Brussels }`,
    );

    expect(found).toMatchObject({
      settings: {
        freezes: [
          { is: 'window', days: ['sat', 'sun'], why: 'weekend' },
          { is: 'dates', from: '2026-12-19 17:00', to: '2026-12-19', why: 'holidays' },
        ],
        workingHours: { days: ['mon', 'tue', 'wed', 'thu', 'fri'] },
      },
    });
    expect('policy' in found && found.policy).toBe((read('') as { policy: string }).policy);
  });

  it.each([
    ['a zone', windowOf('zone: Brussels').replace('zone: Europe/Brussels, ', ''), 'IANA name'],
    ['a time', windowOf("to: '25:00'").replace("to: '00:00', ", ''), 'time of day'],
    ['a reason', windowOf("reason: ''").replace('reason: weekend, ', ''), 'reason'],
    ['a date', datesOf('2026-02-30', '2026-03-01'), 'no such date'],
    ['the order of dates', datesOf('2026-12-19', '2026-12-18'), 'to is before from'],
    ['the order of times', datesOf('2026-12-19 17:00', '2026-12-19 16:00'), 'to is before from'],
  ])('are refused where %s is wrong', (_what, text, problem) => {
    expect(JSON.stringify(read(text))).toContain(problem);
  });
});
