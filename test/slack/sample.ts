import type { Card, CardAction, Message, RollbackForm, StepRow } from '../../src/domain/message.ts';
import type { Operation, OperationState } from '../../src/domain/operation.ts';
import {
  hashPlan,
  type PackageMove,
  type ReleaseContent,
  type RollbackContent,
} from '../../src/domain/plan.ts';
import { type RefusalReason, refuse } from '../../src/domain/refusal.ts';

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

function move(name: string, more: Partial<PackageMove>): PackageMove {
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
      move('navi-core', {}),
      move('navi-portal', { ships: 'none', before: null, after: '0.2.0', changes: false }),
      move('navi-loader', { ships: 'cdn' }),
      move('navi-react', { after: '1.1.0', changes: false }),
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
      { id: 'announce', kind: 'announce', after: ['purge'], params: { version: '1.2.0' } },
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
  const actions: CardAction[] = ['approve', 'reject', 'details', 'retract'];
  return {
    operation: sampleOperation(),
    headline: 'v1.2.0: minor release on v1',
    summary: 'Release v1.2.0, asked for by Ada Okafor, needs approval.',
    steps,
    actions,
    asks: ['U0BEN', 'U0CLEO'],
    outcome: null,
    clock: null,
    next: [],
    ...different,
  };
}

/** The rollback of that release, on one confirmation, while it is under way. */
export function sampleRollback(different: Partial<Operation> = {}): Operation {
  const content = sampleRollbackContent();
  const at = '2026-11-23T09:00:00.000Z';
  return {
    ...sampleOperation(),
    id: 'rbk_01hx3k9q2z',
    kind: 'rollback',
    plan: { content, hash: hashPlan(content), revision: 1, createdAt: at, expiresAt: at },
    state: { is: 'running', since: at },
    shown: {
      verdicts: [],
      commitTitle: '',
      commitUrl: null,
      changes: ['Published versions stay on npm; they are deprecated, never unpublished.'],
      knownGood: '1.1.0',
    },
    requester: { person: 'cleo', name: 'Cleo Martins', account: 'U0CLEO' },
    approvers: [{ person: 'cleo', name: 'Cleo Martins', at }],
    ...different,
  };
}

function sampleRollbackContent(): RollbackContent {
  const back = { before: '1.2.0', after: '1.1.0', changes: false };
  return {
    schema: 1,
    kind: 'rollback',
    operation: 'rbk_01hx3k9q2z',
    version: '1.1.0',
    line: 'v1',
    takenBack: '1.2.0',
    packages: [
      move('navi-core', back),
      move('navi-js', back),
      move('navi-react', { ...back, before: '1.1.0', movesLatest: false }),
    ],
    pointer: {
      surface: 'pointer:v1',
      path: 'v1/navi-loader.js',
      generation: '1700000000000002',
      sha384: 'sha384-b3xk',
      from: '1.2.0',
      to: '1.1.0',
    },
    deprecates: [
      { name: '@awell-health/navi-js', version: '1.2.0', message: 'Taken back: npm install navi-js@1.1.0' },
    ],
    supersedes: 'rel_01hx3k9q2v',
    run: 7001,
    reason: 'errors on checkout',
    cdnOnly: false,
    steps: [
      { id: 'purge', kind: 'purge', after: [], params: { path: 'v1/navi-loader.js' } },
      { id: 'announce', kind: 'announce', after: ['purge'], params: { version: '1.1.0' } },
    ],
    approval: { is: 'confirm', roles: ['release-manager', 'on-call'] },
    policy: 'p0',
  };
}

/** A rollback's card half a minute after its confirmation: the pointer has moved, the probes are not clean yet. */
export function sampleRollbackCard(different: Partial<Card> = {}): Card {
  return {
    operation: sampleRollback(),
    headline: 'Rollback of v1 to v1.1.0',
    summary: 'Rollback of v1 to v1.1.0 is under way.',
    steps: [
      { id: 'swap-pointer', title: 'Move the pointer', state: 'done', detail: 'sha384-b2xk', seconds: 0.4 },
      { id: 'purge', title: 'Purge the caches', state: 'running', detail: 'waiting', seconds: null },
    ],
    actions: ['details'],
    asks: [],
    outcome: 'Approved by Cleo Martins.',
    clock: {
      rows: [
        { leg: 'pages', label: 'pointer moved', seconds: 0.4 },
        { leg: 'pages', label: 'purged', seconds: null },
        { leg: 'pages', label: 'customers safe: every probe clean', seconds: null },
        { leg: 'npm', label: 'latest given back', seconds: null },
      ],
      elapsedSeconds: 31,
      budgetSeconds: 1200,
      lastBrowserCleanAt: null,
    },
    next: [],
    ...different,
  };
}

/** A rollback's card when it is over. */
export function finishedRollbackCard(): Card {
  const state = { is: 'done', at: '2026-11-23T09:00:58.000Z' } as const;
  return sampleRollbackCard({
    operation: sampleRollback({ state }),
    summary: 'Rollback of v1 to v1.1.0 is done.',
    actions: ['post-mortem', 'customer-note', 'details'],
    outcome:
      'Clean at 3 of 3 probes after 31 s; browsers may hold the old script until 2026-11-23T10:00:44.000Z.',
    clock: {
      rows: [
        { leg: 'pages', label: 'pointer moved', seconds: 0.4 },
        { leg: 'pages', label: 'purged', seconds: 12.6 },
        { leg: 'pages', label: 'customers safe: every probe clean', seconds: 44 },
        { leg: 'npm', label: 'latest given back', seconds: 58 },
      ],
      elapsedSeconds: 58,
      budgetSeconds: 1200,
      lastBrowserCleanAt: '2026-11-23T10:00:44.000Z',
    },
    next: [
      {
        title: 'Patch release',
        text: 'merge the fix, then',
        commands: ['unlock v1 "why"', 'release v1.2.1'],
      },
      { title: 'Review', text: 'due 2026-11-25T09:00:00.000Z.', commands: [] },
    ],
  });
}

/** What `/navi rollback` offers to be confirmed. */
export function sampleForm(different: Partial<RollbackForm> = {}): RollbackForm {
  return {
    line: 'v1',
    target: '1.1.0',
    from: '1.2.0',
    moves: [
      'v1/navi-loader.js: 1.2.0 → 1.1.0',
      'latest of @awell-health/navi-js: 1.2.0 → 1.1.0',
      'deprecate @awell-health/navi-js@1.2.0',
    ],
    warnings: ['Published versions stay on npm; they are deprecated, never unpublished.'],
    needsReason: null,
    reason: null,
    cdnOnly: false,
    confirmWith: 'rollback v1.1.0 --yes',
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
    { is: 'superseded', at, by: 'rbk_01hx3k9q2z' },
  ];
  return states.map((state) =>
    sampleCard({
      operation: sampleOperation({ state, approvers: [{ person: 'ben', name: 'Ben Ivarsson', at }] }),
      actions:
        state.is === 'stopped' ? ['retry', 'abandon', 'roll-back', 'details'] : ['plan-again', 'details'],
      outcome: state.is === 'awaiting-approval' ? null : 'Clean at 3 of 3 probes after 12 s.',
    }),
  );
}

const REASONS: RefusalReason[] = [
  { code: 'check-not-green', check: 'ci', state: 'failure' },
  { code: 'dependency-disagrees', package: 'a', dependency: 'b', wants: '^1.0.0', has: '2.0.0' },
  { code: 'unknown-command', typed: 'relaese', meant: 'release' },
];

/** One message of every kind, and a card in every state. */
export function messagesOfEveryKind(): Message[] {
  const operation = sampleOperation();
  const rollback = sampleRollback();
  const surface = { id: 'pointer:v1', live: { version: '1.1.0' }, since: NOW.toISOString() } as const;
  return [
    ...cardsInEveryState().map((card): Message => ({ is: 'card', card })),
    { is: 'card', card: sampleRollbackCard() },
    { is: 'card', card: finishedRollbackCard() },
    { is: 'plan', card: sampleCard(), dryRun: true },
    { is: 'line', text: 'Tag v1.2.0 is at abc1234.', level: 'good' },
    {
      is: 'line',
      text: 'The post-mortem is open: https://github.example/awell-health/navi/issues/7',
      level: 'info',
    },
    {
      is: 'announcement',
      operation,
      notes: '## New\n- a fix\n\ntext',
      installs: ['npm i @awell-health/navi-js'],
    },
    {
      is: 'announcement',
      operation: rollback,
      notes: 'Published versions stay on npm; they are deprecated, never unpublished.',
      installs: ['npm install @awell-health/navi-js@1.1.0'],
    },
    { is: 'needs-attention', operation, text: 'the job build failed', asks: ['U0ADA', 'S0ONCALL'] },
    { is: 'needs-attention', operation: rollback, text: 'one probe stays stale', asks: ['U0ADA'] },
    { is: 'rollback-form', form: sampleForm() },
    {
      is: 'rollback-form',
      form: sampleForm({ needsReason: 'v1.0.0 is not the known-good', reason: 'x', cdnOnly: true }),
    },
    { is: 'refusal', refusal: refuse(...REASONS), asked: 'release v1.2.0' },
    {
      is: 'accepted',
      operation: operation.id,
      version: '1.2.0',
      text: 'The plan is in the release channel.',
    },
    {
      is: 'status',
      report: {
        surfaces: [
          { ...surface, verifiedAt: NOW.toISOString(), by: 'adopted', heldBy: null },
          { ...surface, live: { version: null }, verifiedAt: null, by: operation.id, heldBy: operation.id },
        ],
        underWay: [
          {
            operation: operation.id,
            kind: 'release',
            version: '1.2.0',
            line: 'v1',
            state: 'running',
            waitsFor: 'a run',
            since: NOW.toISOString(),
          },
          {
            operation: rollback.id,
            kind: 'rollback',
            version: '1.1.0',
            line: 'v1',
            state: 'running',
            waitsFor: 'the end of the watch (2026-11-23T09:10:00.000Z); no late write so far',
            since: NOW.toISOString(),
          },
        ],
        locked: [
          {
            line: 'v1',
            why: `rolled back from v1.2.0 by ${rollback.id}`,
            by: 'Cleo',
            since: NOW.toISOString(),
          },
        ],
        at: NOW.toISOString(),
      },
    },
    {
      is: 'history',
      rows: [
        {
          operation: operation.id,
          kind: 'release',
          version: '1.1.0',
          state: 'done',
          requester: 'Ada',
          approvers: ['Ben'],
          requestedAt: NOW.toISOString(),
          finishedAt: NOW.toISOString(),
        },
        {
          operation: rollback.id,
          kind: 'rollback',
          version: '1.1.0',
          state: 'running',
          requester: 'Cleo',
          approvers: ['Cleo'],
          requestedAt: NOW.toISOString(),
          finishedAt: null,
        },
      ],
    },
    {
      is: 'help',
      commands: [
        {
          name: 'release',
          summary: 'Plan a release',
          usage: 'release <version>',
          examples: ['release v1.2.0'],
          parts: [{ name: '<version>', about: 'as v1.2.0' }],
          allowed: true,
        },
      ],
      topic: null,
      stranger: 'Guests can read this, and nothing else.',
    },
    { is: 'fault', reference: 'f_1', text: 'the store did not answer' },
  ];
}
