import type { Card, Confirmation, PairingForm, RollbackForm } from '../../../src/domain/message.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import { hashPlan } from '../../../src/domain/plan.ts';
import { OPERATIONS } from '../../../src/features/operations.ts';
import { lockOf } from '../../../src/features/rollback/lock.ts';
import type { RollbackContent } from '../../../src/features/rollback/plans/rollback-content.ts';
import { shownState } from '../../../src/outbox/card/state.ts';
import { buttonsOf } from '../app/decisions.ts';
import { sampleMove, sampleOperation } from './sample-release.ts';

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

/** The same, where one package keeps `latest` because npm no longer has the version before. */
export function rollbackThatLeaves(): Operation {
  const { plan, ...rest } = sampleRollback();
  const packages = plan.content.packages.map((one) =>
    one.movesLatest
      ? one
      : { ...one, before: '1.2.0', stays: 'npm does not have navi-react@1.1.0 <!channel>' },
  );
  return { ...rest, plan: { ...plan, content: { ...plan.content, packages } } };
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
      sampleMove('navi-core', back),
      sampleMove('navi-js', back),
      sampleMove('navi-react', { ...back, before: '1.1.0', movesLatest: false }),
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
      {
        id: 'verify-edge',
        kind: 'verify-edge',
        after: ['purge'],
        params: { path: 'v1/navi-loader.js', expect: null },
      },
      { id: 'announce', kind: 'announce', after: ['verify-edge'], params: { version: '1.1.0' } },
    ],
    approval: { is: 'confirm', roles: ['release-manager', 'on-call'] },
    policy: 'p0',
  };
}

/** A rollback's card half a minute after its confirmation: the pointer has moved, the probes are not clean yet. */
export function sampleRollbackCard(different: Partial<Card> = {}): Card {
  const { operation = sampleRollback() } = different;
  return {
    operation,
    state: shownState(operation, OPERATIONS),
    headline: 'Rollback of v1 to v1.1.0',
    summary: 'Rollback of v1 to v1.1.0 is running.',
    steps: [
      { id: 'swap-pointer', title: 'Move the pointer', state: 'done', detail: 'sha384-b2xk', seconds: 0.4 },
      { id: 'purge', title: 'Purge the caches', state: 'running', detail: 'waiting', seconds: null },
    ],
    buttons: buttonsOf(operation, 'details'),
    asks: [],
    outcome: 'Approved by Cleo Martins.',
    clock: {
      rows: [
        { leg: 'pages', label: 'pointer moved', seconds: 0.4 },
        { leg: 'pages', label: 'purged', seconds: null },
        { leg: 'pages', label: 'customers safe: all probes clean', seconds: null },
        { leg: 'npm', label: 'latest restored', seconds: null },
      ],
      elapsedSeconds: 31,
      budgetSeconds: 1200,
      lastBrowserCleanAt: null,
    },
    lock: lockOf(operation),
    next: [],
    ...different,
  };
}

/** A rollback's card when it is over. */
export function finishedRollbackCard(): Card {
  const state = { is: 'done', at: '2026-11-23T09:00:58.000Z' } as const;
  const operation = sampleRollback({ state });
  return sampleRollbackCard({
    operation,
    summary: 'Rollback of v1 to v1.1.0 is done.',
    buttons: buttonsOf(operation, 'post-mortem', 'customer-note', 'details'),
    outcome:
      'Clean at 3 of 3 probes after 31 s; browsers may hold the old script until 2026-11-23T10:00:44.000Z.',
    clock: {
      rows: [
        { leg: 'pages', label: 'pointer moved', seconds: 0.4 },
        { leg: 'pages', label: 'purged', seconds: 12.6 },
        { leg: 'pages', label: 'customers safe: all probes clean', seconds: 44 },
        { leg: 'npm', label: 'latest restored', seconds: 58 },
      ],
      elapsedSeconds: 58,
      budgetSeconds: 1200,
      lastBrowserCleanAt: '2026-11-23T10:00:44.000Z',
    },
    next: [
      {
        title: 'Patch release',
        text: 'merge the fix, then',
        commands: ['unlock v1 "reason"', 'release v1.2.1'],
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
    ...different,
  };
}

/** What `/navi stop` asks to be confirmed. */
export function sampleConfirmation(different: Partial<Confirmation> = {}): Confirmation {
  return {
    title: 'Stop v1.2.0',
    headline: 'v1.2.0 will be stopped; customers keep v1.1.0.',
    says: ['Nothing that customers see has changed, and nothing will.', 'The tag v1.2.0 stays.'],
    question: 'Stop v1.2.0 now?',
    button: 'Stop release',
    words: ['stop', 'v1.2.0'],
    label: 'Stop v1.2.0 (customers keep v1.1.0)',
    needsReason: false,
    reason: null,
    ...different,
  };
}

/** A terminal that asks to act as a person; its machine says something hostile. */
export function samplePairing(): PairingForm {
  return {
    pairing: 'trm_0000000001',
    peer: '192.0.2.7',
    machine: 'laptop <!channel> *of* Ada',
    askedAt: '2026-11-23T13:00:00.000Z',
    expiresAt: '2026-11-23T13:05:00.000Z',
  };
}
