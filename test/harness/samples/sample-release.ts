import type { Card, StepRow } from '../../../src/domain/message.ts';
import type { Operation, OperationState } from '../../../src/domain/operation.ts';
import { hashPlan, type PackageMove } from '../../../src/domain/plan.ts';
import { OPERATIONS } from '../../../src/features/operations.ts';
import type { ReleaseContent } from '../../../src/features/release/plans/release-content.ts';
import { shownState } from '../../../src/outbox/card/state.ts';
import { buttonsOf } from '../app/decisions.ts';

/** Everything below is as of this moment. */
export const NOW = new Date('2026-11-23T09:00:00.000Z');

/** The release that the simulated world is ready for, waiting for its approval. A test says only what differs. */
export function sampleOperation(different: Partial<Operation> = {}): Operation {
  const content = sampleContent();
  return {
    id: 'rel_01hx3k9q2v',
    kind: 'release',
    plan: {
      content,
      hash: hashPlan(content),
      revision: 1,
      createdAt: '2026-11-23T09:00:00.000Z',
      expiresAt: '2026-11-23T13:00:00.000Z',
    },
    state: { is: 'awaiting-approval' },
    steps: {},
    shown: {
      verdicts: [
        { gate: 'version is newer', is: 'pass', evidence: '1.2.0 is above 1.1.0, live on v1' },
        { gate: 'not released yet', is: 'warn', evidence: 'its pinned object exists and will be checked' },
        {
          gate: 'required checks are green',
          is: 'block',
          reason: { code: 'check-not-green', check: 'ci', state: 'running' },
        },
      ],
      commitTitle: 'Version packages for v1.2.0 (#16)',
      commitUrl: 'https://github.example/awell-health/navi/commit/abc1234',
      changes: ['Version packages for v1.2.0 (#16)', 'Fix focus order in the portal (#15)'],
      knownGood: '1.1.0',
    },
    requester: { person: 'ada', name: 'Ada Okafor', account: 'U0ADA' },
    requestedAt: '2026-11-23T09:00:00.000Z',
    approvers: [],
    channel: 'C0RELEASES',
    retries: {},
    lease: null,
    finishedAt: null,
    ...different,
  };
}

/** What happens to one package; unless it is said otherwise, v1.2.0 of it is published. */
export function sampleMove(name: string, more: Partial<PackageMove>): PackageMove {
  return {
    name: `@awell-health/${name}`,
    ships: 'npm',
    before: '1.1.0',
    after: '1.2.0',
    changes: true,
    movesLatest: true,
    ...more,
  };
}

function sampleContent(): ReleaseContent {
  return {
    schema: 1,
    kind: 'release',
    operation: 'rel_01hx3k9q2v',
    version: '1.2.0',
    line: 'v1',
    change: 'minor',
    tag: 'v1.2.0',
    commit: 'abc1234def5678abc1234def5678abc1234def56',
    workflow: { path: '.github/workflows/release.yml', blob: 'b10bb10bb10bb10bb10bb10bb10bb10bb10bb10b' },
    packages: [
      sampleMove('navi-core', {}),
      sampleMove('navi-portal', {
        ships: 'none',
        before: null,
        after: '0.2.0',
        changes: false,
        movesLatest: false,
      }),
      sampleMove('navi-loader', { ships: 'cdn' }),
      sampleMove('navi-react', { after: '1.1.0', changes: false, movesLatest: false }),
    ],
    pointer: {
      surface: 'pointer:v1',
      path: 'v1/navi-loader.js',
      generation: '1700000000000001',
      sha384: 'sha384-b2xk',
      from: '1.1.0',
      to: '1.2.0',
    },
    steps: [
      { id: 'purge', kind: 'purge', after: [], params: { path: 'v1/navi-loader.js' } },
      {
        id: 'verify-edge',
        kind: 'verify-edge',
        after: ['purge'],
        params: { path: 'v1/navi-loader.js', expect: null },
      },
      { id: 'announce', kind: 'announce', after: ['verify-edge'], params: { version: '1.2.0' } },
    ],
    approval: { is: 'quorum', n: 1, roles: ['approver', 'on-call'], notRequester: true },
    policy: 'p0',
  };
}

export function sampleCard(different: Partial<Card> = {}): Card {
  const steps: StepRow[] = [
    { id: 'tag', title: 'Tag v1.2.0', state: 'done', detail: 'at abc1234', seconds: 0.42 },
    {
      id: 'watch',
      title: 'Watch the workflow',
      state: 'running',
      detail: 'waiting for build',
      seconds: null,
    },
    { id: 'purge', title: 'Purge the caches', state: 'waiting', detail: '', seconds: null },
  ];
  const { operation = sampleOperation() } = different;
  return {
    operation,
    state: shownState(operation, OPERATIONS),
    headline: 'v1.2.0: minor release on v1',
    summary: 'Release v1.2.0, requested by Ada Okafor, needs approval.',
    steps,
    buttons: buttonsOf(operation, 'approve', 'reject', 'details', 'retract'),
    asks: ['U0BEN', 'U0CLEO'],
    outcome: null,
    clock: null,
    lock: null,
    next: [],
    ...different,
  };
}

/** One card for each state that an operation can be in. */
export function cardsInEveryState(): Card[] {
  const at = '2026-11-23T10:00:00.000Z';
  const trouble = { code: 'run-failed', detail: 'the job build failed' } as const;
  const states: OperationState[] = [
    { is: 'awaiting-approval' },
    { is: 'running', since: at },
    { is: 'stopped', since: at, step: 'watch', how: 'failed', trouble, choices: ['retry', 'abandon'] },
    { is: 'stopped', since: at, step: 'swap-pointer', how: 'held', trouble, choices: ['abandon'] },
    { is: 'done', at },
    { is: 'rejected', at, by: 'Ben', reason: 'not today' },
    { is: 'retracted', at, by: 'Ada' },
    { is: 'replaced', at, by: 'Ada', successor: 'rel_01hx3k9q2w' },
    { is: 'expired', at },
    { is: 'abandoned', at, by: 'Ben' },
    { is: 'cancelled', at, by: 'Ben', reason: null, successor: null },
    { is: 'superseded', at, by: 'rbk_01hx3k9q2z' },
  ];
  return states.map((state) => {
    const operation = sampleOperation({ state, approvers: [{ person: 'ben', name: 'Ben Ivarsson', at }] });
    const names =
      state.is === 'stopped' ? ['retry', 'abandon', 'roll-back', 'details'] : ['plan-again', 'details'];
    return sampleCard({
      operation,
      buttons: buttonsOf(operation, ...names),
      outcome: state.is === 'awaiting-approval' ? null : 'Clean at 3 of 3 probes after 12 s.',
    });
  });
}
