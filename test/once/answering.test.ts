import { afterAll, describe, expect, it } from 'vitest';
import { crashAt } from '../harness/crash/at.ts';
import type { Instant } from '../harness/crash/instants.ts';
import { inFolder } from '../harness/crash/places.ts';
import { createPool } from '../harness/crash/pool.ts';
import type { Scenario } from '../harness/crash/scenario.ts';
import { writesTo } from '../harness/crash/writes-to.ts';
import { release } from './scenarios/release.ts';

const CASE_MS = 900_000;
const ANSWER = 'github POST actions/runs/…/deployment_protection_rule';
const JOBS = 3;
const hit = (when: Instant['when'], label: string): Instant => ({ when, label, nth: 1 });

const pool = createPool(1, { isProtected: true });
afterAll(() => pool.close());

/** Each job that waits is let pass; one whose answer was cut off is answered again, and GitHub takes one answer only. */
const answered: Scenario = {
  ...release,
  check: async (stage) => {
    await release.check(stage);
    const answers = writesTo(stage, /deployment_protection_rule/);
    expect(answers.length).toBeGreaterThanOrEqual(JOBS);
    expect(answers.every(({ body }) => body.includes('"approved"'))).toBe(true);
  },
};

describe('Navi, a protection rule of the publishing jobs', () => {
  it(
    'that dies around its answer lets the release end, done once',
    () =>
      crashAt({ pool, scenario: answered, createPlace: inFolder }, [
        hit('before-commit', 'journal deployment-answered'),
        hit('after-commit', 'journal deployment-answered'),
        hit('before-write', ANSWER),
        hit('after-write', ANSWER),
      ]),
    CASE_MS,
  );
});
