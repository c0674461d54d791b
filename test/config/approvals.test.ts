import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/file.ts';
import { JOBS } from '../harness/app/jobs.ts';

const FILE = 'navi.config.yaml';
const TEXT = readFileSync(join(import.meta.dirname, '../..', FILE), 'utf8');
const read = (more: string) =>
  readConfig(FILE, `${TEXT}\n${more}`, { project: 'navi', schedules: JOBS.schedules });

describe('approval rules in the configuration', () => {
  it('hold for all changes, or for one kind, and are part of the policy', () => {
    const found = read(
      'approvals: { rule: { role: approver }, major: { all: [{ role: approver }, { role: on-call }] } }',
    );

    expect(found).toMatchObject({
      settings: {
        approvals: {
          newRolesCountAfter: 86_400_000,
          rules: {
            patch: { role: 'approver', count: 1 },
            minor: { role: 'approver', count: 1 },
            major: {
              all: [
                { role: 'approver', count: 1 },
                { role: 'on-call', count: 1 },
              ],
            },
          },
        },
      },
    });
    expect(policyOf(found)).not.toBe(policyOf(read('')));
    expect(policyOf(read('approvals: { oneMoreFor: [policy] }'))).not.toBe(policyOf(read('')));
    expect(policyOf(read('approvals: { newRolesCountAfter: 1h }'))).toBe(policyOf(read('')));
  });

  it.each([
    ['{ rule: { role: owner } }', 'approvals.rule cannot be satisfied: 1 owner is missing'],
    ['{ major: { role: approver, count: 3 } }', 'approvals.major cannot be satisfied: 1 approver is missing'],
    // Cleo alone is both.
    [
      '{ patch: { all: [{ role: on-call }, { role: approver, count: 2 }] } }',
      'approvals.patch cannot be satisfied',
    ],
    [
      '{ oneMoreFor: [workflow], rule: { role: approver, count: 2 } }',
      'approvals.oneMoreFor needs 3 approvals',
    ],
    ['{ rule: { role: boss } }', 'write a rule as'],
    ['{ rule: { all: [] } }', 'approvals.rule.all: Too small'],
  ])('are refused: %s', (rule, problem) => {
    expect(JSON.stringify(read(`approvals: ${rule}`))).toContain(problem);
  });
});

describe('the mode of a check in the configuration', () => {
  it('is part of the policy where it is not the default', () => {
    const found = read("gates: { 'customers were notified': shadow }");

    expect(found).toMatchObject({ settings: { gates: { 'customers were notified': 'shadow' } } });
    expect(policyOf(found)).not.toBe(policyOf(read('')));
    expect(policyOf(read("gates: { 'customers were notified': block }"))).toBe(policyOf(read('')));
  });

  it.each([
    ["{ 'can be rolled back': warn }", 'can be rolled back'],
    ["{ 'customers were notified': off }", 'gates'],
  ])('is refused where it protects what is released, or is none: %s', (gates, problem) => {
    const found = read(`gates: ${gates}`);
    expect(Array.isArray(found)).toBe(true);
    expect(JSON.stringify(found)).toContain(problem);
  });
});

function policyOf(found: ReturnType<typeof read>): string {
  return 'policy' in found ? found.policy : JSON.stringify(found);
}
