import { describe, expect, it } from 'vitest';
import { cardOf } from '../../src/domain/card.ts';
import type { Operation } from '../../src/domain/operation.ts';
import type { Evidence, PlanStep, StepState } from '../../src/domain/step.ts';
import { sampleOperation } from '../builders/sample-release.ts';
import { sampleRollback } from '../builders/sample-rollback.ts';

const CONFIRMED = '2026-11-23T09:00:00.000Z';
const NOW = new Date('2026-11-23T09:01:00.000Z');

function done(afterSeconds: number, evidence: Evidence = {}): StepState {
  const since = new Date(Date.parse(CONFIRMED) + afterSeconds * 1000).toISOString();
  return { is: 'done', begunAt: CONFIRMED, since, evidence };
}

function cardNow(operation: Operation) {
  return cardOf(operation, {
    title: (step) => step.id,
    approvers: [],
    now: NOW,
    budgetMs: 20 * 60_000,
    reviewAfterMs: 48 * 3_600_000,
  });
}

const name = '@awell-health/navi-js';
const STEPS: PlanStep[] = [
  { id: 'purge', kind: 'purge', after: [], params: { path: 'v1/navi-loader.js' } },
  {
    id: 'cancel-run',
    kind: 'cancel-run',
    after: [],
    params: { run: 7001, operation: 'rel_1', workflow: 'release.yml', since: '2026-11-23T10:00:00.000Z' },
  },
  {
    id: 'latest',
    kind: 'move-dist-tag',
    after: [],
    params: { name, tag: 'latest', from: '1.2.0', to: '1.1.0', onDrift: 'go-on' },
  },
  { id: 'deprecate', kind: 'deprecate', after: [], params: { name, version: '1.2.0', message: 'gone back' } },
  { id: 'announce', kind: 'announce', after: [], params: { version: '1.1.0' } },
];

function rollback(steps: Operation['steps'], different: Partial<Operation> = {}): Operation {
  const sample = sampleRollback({ steps, ...different });
  return { ...sample, plan: { ...sample.plan, content: { ...sample.plan.content, steps: STEPS } } };
}

const GIVEN_BACK = {
  'swap-pointer': done(0.5),
  purge: done(2),
  'verify-edge': done(6, { clean: 3, browsersUntil: '2026-11-23T10:00:06.000Z' }),
  'cancel-run': done(3, { run: 7001, ended: 'cancelled' }),
  latest: done(4, { tag: 'latest', version: '1.1.0' }),
  deprecate: done(5, { version: '1.2.0', message: 'gone back' }),
  'read-back': done(7),
  announce: done(7),
};

describe("a rollback's card", () => {
  it("has npm's leg on its clock, tag and deprecation apart", () => {
    const { clock } = cardNow(rollback({ ...GIVEN_BACK, deprecate: { is: 'waiting' } }));

    expect(clock?.rows).toEqual([
      { leg: 'pages', label: 'pointer moved', seconds: 0.5 },
      { leg: 'pages', label: 'purged', seconds: 2 },
      { leg: 'pages', label: 'customers safe: every probe clean', seconds: 6 },
      { leg: 'npm', label: 'the run has ended', seconds: 3 },
      { leg: 'npm', label: 'latest given back', seconds: 4 },
      { leg: 'npm', label: 'taken-back versions deprecated', seconds: null },
    ]);
    expect(clock?.lastBrowserCleanAt).toBe('2026-11-23T10:00:06.000Z');
  });

  it('says of each step what was read back, as words', () => {
    const { steps } = cardNow(rollback(GIVEN_BACK));

    expect(Object.fromEntries(steps.map((row) => [row.id, row.detail]))).toMatchObject({
      'cancel-run': 'run 7001 ended: cancelled',
      latest: 'latest is 1.1.0',
      deprecate: '1.2.0 is deprecated',
    });
    const never = cardNow(rollback({ deprecate: done(5, { version: '1.2.0', published: 'never' }) }));
    expect(never.steps.find((row) => row.id === 'deprecate')?.detail).toBe(
      '1.2.0 was not published, so there was nothing to deprecate',
    );
  });

  it('says of a watch what was so at its end, and what was published late', () => {
    const watched = (evidence: Evidence) => {
      const { steps } = cardNow(rollback({ deprecate: done(5, { watchedSeconds: 600, ...evidence }) }));
      return steps.find((row) => row.id === 'deprecate')?.detail;
    };

    expect(watched({})).toBe('at its end everything was as it was given back');
    expect(watched({ lateDeprecated: 'navi-js@1.2.0' })).toBe(
      'at its end everything was as it was given back; published late, and deprecated: navi-js@1.2.0',
    );
  });

  it('says how the locked line is opened, and afterwards who did; a release locks nothing', () => {
    expect(cardNow(rollback({})).lock).toMatchObject({ is: 'locked', command: 'unlock v1 "why"' });

    const opened = { by: 'Maya', at: CONFIRMED, why: 'fixed' };
    expect(cardNow(rollback({}, { opened })).lock).toEqual({
      is: 'opened',
      line: 'v1',
      text: 'was opened by Maya',
      at: CONFIRMED,
      why: 'fixed',
    });
    expect(cardNow(sampleOperation()).lock).toBeNull();
  });

  it('offers the next actions once everything is given back, with the dates and words that are typed', () => {
    expect(cardNow(rollback({})).next).toEqual([]);

    const { next, actions, summary } = cardNow(rollback(GIVEN_BACK));
    expect(next.map(({ title }) => title)).toEqual([
      'Patch release',
      'Post-mortem',
      'Customer note',
      'Review',
    ]);
    expect(next[0]?.commands).toEqual(['unlock v1 "why"', 'release v1.2.1']);
    expect(next[3]?.text).toContain('2026-11-25T09:00:00.000Z');
    expect(actions).toEqual(['post-mortem', 'customer-note', 'details']);
    expect(summary).toBe('v1 is back at v1.1.0; late writes are watched for.');
  });

  it('that is superseded says what is true: only its watch ended, or it takes no further step', () => {
    const state = { is: 'superseded', at: CONFIRMED, by: 'rbk_2' } as const;

    expect(cardNow(rollback(GIVEN_BACK, { state })).outcome).toBe(
      'Everything was given back: v1 went back to v1.1.0. rbk_2 has taken over, so only the watch for late writes has ended.',
    );
    expect(cardNow(rollback({}, { state })).outcome).toBe('Superseded by rbk_2: it takes no further step.');
  });
});

describe("a release's card", () => {
  it('carries its instants as ISO, for whoever shows them', () => {
    const evidence = { clean: 3, probes: ['a', 'b', 'c'], afterSeconds: 4, browsersUntil: CONFIRMED };
    const { outcome } = cardNow(
      sampleOperation({
        state: { is: 'done', at: CONFIRMED },
        steps: { 'verify-edge': done(4, evidence) },
      }),
    );

    expect(outcome).toBe(
      `Clean at 3 of 3 probes after 4 s; browsers may hold the old script until ${CONFIRMED}.`,
    );
  });
});
