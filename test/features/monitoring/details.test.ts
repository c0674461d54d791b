import { describe, expect, it } from 'vitest';
import {
  type Breaks,
  breaksIn,
  type Vulnerabilities,
  vulnerabilitiesIn,
} from '../../../src/features/monitoring/details.ts';

const AT = '2026-11-27T12:00:00.000Z';
const BREAKS: Breaks = {
  is: 'breaks',
  breaks: [{ number: 12, reportedAt: AT, closedAt: null }],
  isAtLeast: false,
};
const VULNERABILITIES: Vulnerabilities = {
  is: 'vulnerabilities',
  alerts: [{ number: 3, package: 'ws', severity: 'high', openedAt: AT, fixedAt: AT, dismissedAt: null }],
  isAtLeast: true,
};

describe('the details of a source', () => {
  it('are read back', () => {
    expect(breaksIn(BREAKS)).toEqual(BREAKS);
    expect(vulnerabilitiesIn(VULNERABILITIES)).toEqual(VULNERABILITIES);
  });

  it('that are of another source or form are none', () => {
    expect(breaksIn(null)).toBeNull();
    expect(breaksIn(VULNERABILITIES)).toBeNull();
    expect(vulnerabilitiesIn(BREAKS)).toBeNull();
    expect(breaksIn({ ...BREAKS, breaks: [{ number: 12 }] })).toBeNull();
  });
});
