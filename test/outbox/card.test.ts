import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import type { Evidence, PlanStep, StepState } from '../../src/domain/step.ts';
import { OPERATIONS } from '../../src/features/operations.ts';
import { cancelQuestion } from '../../src/features/release/cancel.ts';
import { customerNoteOf } from '../../src/features/rollback/post-mortem.ts';
import { STEPS as KNOWN } from '../../src/features/steps.ts';
import { swapPointer } from '../../src/features/surfaces/steps/swap-pointer.ts';
import { cardOf } from '../../src/outbox/card/card.ts';
import { DECISIONS, named } from '../harness/app/decisions.ts';
import { sampleOperation } from '../harness/samples/sample-release.ts';
import { sampleRollback } from '../harness/samples/sample-rollback.ts';
import { settingsWith } from '../harness/samples/settings.ts';

const CONFIRMED = '2026-11-23T09:00:00.000Z';
const NOW = new Date('2026-11-23T09:01:00.000Z');

function done(afterSeconds: number, evidence: Evidence = {}): StepState {
  const since = new Date(Date.parse(CONFIRMED) + afterSeconds * 1000).toISOString();
  return { is: 'done', begunAt: CONFIRMED, since, evidence };
}

function cardNow(operation: Operation, live: string | null = null) {
  return cardOf(operation, {
    live,
    steps: KNOWN,
    operations: OPERATIONS,
    decisions: DECISIONS,
    approvers: [],
    now: NOW,
    settings: settingsWith(),
  });
}

const name = '@awell-health/navi-js';
const PATH = 'v1/navi-loader.js';
const SWAP = swapPointer.step({
  after: [],
  params: {
    from: 'v1.2.0/navi-loader.js',
    to: PATH,
    ifGeneration: '1',
    version: '1.2.0',
    contentType: 'application/javascript',
    cacheControl: 'public, max-age=3600',
    source: null,
  },
});
const STEPS: PlanStep[] = [
  SWAP,
  { id: 'purge', kind: 'purge', after: [], params: { path: PATH } },
  { id: 'verify-edge', kind: 'verify-edge', after: [], params: { path: PATH, expect: null } },
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
  { id: 'read-back', kind: 'read-back', after: [], params: { pointer: PATH, tags: [], expect: null } },
  { id: 'announce', kind: 'announce', after: [], params: { version: '1.1.0' } },
];

function rollback(steps: Operation['steps'], different: Partial<Operation> = {}): Operation {
  const sample = sampleRollback({ steps, ...different });
  return { ...sample, plan: { ...sample.plan, content: { ...sample.plan.content, steps: STEPS } } };
}

const EDGE = { sha384: 'sha384-x', host: 'cdn', probes: ['a', 'b', 'c'], clean: 3, afterSeconds: 4 };
const GIVEN_BACK = {
  'swap-pointer': done(0.5),
  purge: done(2),
  'verify-edge': done(6, { ...EDGE, browsersUntil: '2026-11-23T10:00:06.000Z' }),
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
      { leg: 'pages', label: 'customers safe: all probes clean', seconds: 6 },
      { leg: 'npm', label: 'workflow run ended', seconds: 3 },
      { leg: 'npm', label: 'latest restored', seconds: 4 },
      { leg: 'npm', label: 'rolled-back versions deprecated', seconds: null },
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
      '1.2.0 was not published: nothing to deprecate',
    );
  });

  it('says how the locked line is opened, and afterwards who did; a release locks nothing', () => {
    expect(cardNow(rollback({})).lock).toMatchObject({ is: 'locked', command: 'unlock v1 "reason"' });

    const opened = { by: 'Maya', at: CONFIRMED, why: 'fixed' };
    expect(cardNow(rollback({}, { opened })).lock).toEqual({
      is: 'opened',
      line: 'v1',
      text: 'was unlocked by Maya',
      at: CONFIRMED,
      why: 'fixed',
    });
    expect(cardNow(sampleOperation()).lock).toBeNull();
  });

  it('offers the next actions once everything is given back, with the dates and words that are typed', () => {
    expect(cardNow(rollback({})).next).toEqual([]);

    const { next, buttons, summary } = cardNow(rollback(GIVEN_BACK));
    expect(next.map(({ title }) => title)).toEqual([
      'Patch release',
      'Post-mortem',
      'Customer note',
      'Review',
    ]);
    expect(next[0]?.commands).toEqual(['unlock v1 "reason"', 'release v1.2.1']);
    expect(next[3]?.text).toContain('2026-11-25T09:00:00.000Z');
    expect(named(buttons)).toEqual(['post-mortem', 'customer-note', 'details']);
    expect(summary).toBe('v1 is back at v1.1.0. Navi tidies up.');
  });

  it('that is superseded says what is true: what was left is taken over, or it takes no further step', () => {
    const state = { is: 'superseded', at: CONFIRMED, by: 'rbk_2' } as const;

    expect(cardNow(rollback(GIVEN_BACK, { state })).outcome).toBe(
      'v1 is back at v1.1.0. rbk_2 took over what was left.',
    );
    expect(cardNow(rollback({}, { state })).outcome).toBe(
      'Superseded by rbk_2: its remaining steps will not run.',
    );
  });
});

describe("a release's card", () => {
  it('carries its instants as ISO', () => {
    const evidence = { ...EDGE, browsersUntil: CONFIRMED };
    const { outcome } = cardNow(
      sampleOperation({
        state: { is: 'done', at: CONFIRMED },
        steps: { 'verify-edge': done(4, evidence) },
      }),
    );

    expect(outcome).toBe(`Clean at 3 of 3 probes after 4 s. Browser caches expire by ${CONFIRMED}.`);
  });
});

describe('the note to customers', () => {
  it('shows when customers were safe, not the time of the request, and until when browsers keep the old script', () => {
    const note = customerNoteOf(rollback(GIVEN_BACK));

    expect(note).toContain('Since 2026-11-23 09:00 UTC pages that embed it load v1.1.0 again.');
    expect(note).toContain(
      'Browsers that loaded v1.2.0 before may keep using it until 2026-11-23 10:00 UTC at the latest, or until a hard refresh (Ctrl+Shift+R, on a Mac Cmd+Shift+R), which loads v1.1.0. A plain reload is not enough.',
    );
    expect(note).not.toMatch(/the new one/);
  });

  it('follows the proof, however long after the confirmation that came', () => {
    const late = { ...GIVEN_BACK, 'verify-edge': done(300, EDGE) };
    expect(customerNoteOf(rollback(late))).toContain('Since 2026-11-23 09:05 UTC');
  });

  it('says that nothing is proven yet while it is not', () => {
    expect(customerNoteOf(rollback({}))).toContain('This is not verified everywhere yet.');
  });
});

describe('what ends a release on its card', () => {
  const at = '2026-11-23T09:00:00.000Z';
  const trouble = { code: 'run-failed', detail: 'the build failed' } as const;
  const stopped = {
    is: 'stopped',
    since: at,
    step: 'watch-run',
    how: 'failed',
    trouble,
    choices: ['retry', 'abandon'],
  } as const;

  function release(state: Operation['state'], steps: Operation['steps'] = {}): Operation {
    const sample = sampleOperation({ state, steps });
    return { ...sample, plan: { ...sample.plan, content: { ...sample.plan.content, steps: [SWAP] } } };
  }
  const running = { is: 'running', since: at } as const;
  const over = { is: 'done', at } as const;
  const moved = { 'swap-pointer': done(1) };

  it.each([
    ['it runs and has moved nothing: Stop', release(running), null, ['stop', 'details']],
    ['it has failed and moved nothing: Stop', release(stopped), null, ['retry', 'stop', 'details']],
    ['it runs and has moved the pointer: Roll back', release(running, moved), null, ['roll-back', 'details']],
    [
      'it has stopped with the pointer moved: Cancel says what it gives back',
      release(stopped, moved),
      null,
      ['retry', 'abandon', 'roll-back', 'details'],
    ],
    [
      'its record does not hold: Cancel',
      release({ ...stopped, trouble: { code: 'tampered', detail: '' }, choices: ['abandon'] }),
      null,
      ['abandon', 'details'],
    ],
    ['it is live: Roll back', release(over, moved), '1.2.0', ['roll-back', 'details']],
    ['a newer one is live: Roll back that', release(over, moved), '1.3.0', ['roll-back', 'details']],
    ['it was rolled back: nothing', release(over, moved), '1.1.0', ['details']],
    ['it is unknown what is live: nothing', release(over, moved), null, ['details']],
  ] as const)('%s', (_, operation, live, actions) => {
    expect(named(cardNow(operation, live).buttons)).toEqual(actions);
  });

  it('names what is live where that is another version', () => {
    expect(cardNow(release(over, moved), '1.3.0').buttons[0]?.label).toBe('Roll back v1.3.0, which is live');
  });

  it.each([
    [
      'what it rolls back',
      { 'swap-pointer': done(1), 'verify-edge': { is: 'waiting' } },
      'rolls v1 back from v1.2.0 to v1.1.0',
    ],
    [
      'that customers keep what was proven',
      { 'swap-pointer': done(1), 'verify-edge': done(2), announce: { is: 'waiting' } },
      'Customers keep v1.2.0, which is verified at the edge and on npm. Not done: announce.',
    ],
    ['that nothing has changed', {}, 'Nothing has changed for customers.'],
  ] as const)('Cancel says %s', (_, steps, text) => {
    const verify: PlanStep = {
      id: 'verify-edge',
      kind: 'verify-edge',
      after: [],
      params: { path: 'p', expect: null },
    };
    const announce: PlanStep = { id: 'announce', kind: 'announce', after: [], params: { version: '1.2.0' } };
    const one = release(stopped, steps);
    const { plan } = one;
    const content = { ...plan.content, steps: [SWAP, verify, announce] };
    expect(cancelQuestion({ ...one, plan: { ...plan, content } }, KNOWN).text).toContain(text);
  });
});
