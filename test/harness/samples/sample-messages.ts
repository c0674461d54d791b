import type { AlertCard, Message } from '../../../src/domain/message.ts';
import { type RefusalReason, refuse } from '../../../src/domain/refusal.ts';
import { sampleReport } from './sample-monitor.ts';
import { sampleTagCard } from './sample-put-back.ts';
import { cardsInEveryState, NOW, sampleCard, sampleOperation } from './sample-release.ts';
import {
  finishedRollbackCard,
  sampleConfirmation,
  sampleForm,
  samplePairing,
  sampleRollback,
  sampleRollbackCard,
} from './sample-rollback.ts';

const REASONS: RefusalReason[] = [
  { code: 'check-not-green', check: 'ci', state: 'failure' },
  { code: 'dependency-disagrees', package: 'a', dependency: 'b', wants: '^1.0.0', has: '2.0.0' },
  { code: 'unknown-command', typed: 'relaese', meant: 'release' },
];

function sampleAlert(): AlertCard {
  return {
    id: 'drf_0000000001',
    revision: 1,
    isOver: false,
    headline: 'CDN v1 is not as Navi recorded it',
    lines: [
      'Found: v1/navi-loader.js has the content of v1.0.0',
      'Recorded: v1.1.0 (set by rel_0000000001)',
      `First seen at ${NOW.toISOString()}.`,
    ],
    asks: ['U0ADA'],
    buttons: [{ decision: 'put-back', label: 'Put back', says: 'Put back CDN v1', style: 'danger' }],
  };
}

/** One message of every kind, and a card in every state. */
export function messagesOfEveryKind(): Message[] {
  const operation = sampleOperation();
  const rollback = sampleRollback();
  const surface = { id: 'pointer:v1', live: { version: '1.1.0' }, since: NOW.toISOString() } as const;
  return [
    ...cardsInEveryState().map((card): Message => ({ is: 'card', card })),
    { is: 'card', card: sampleRollbackCard() },
    { is: 'card', card: finishedRollbackCard() },
    { is: 'card', card: sampleTagCard() },
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
    { is: 'notice', text: 'v1.2.0 is quarantined', level: 'warn', asks: ['U0ADA'] },
    { is: 'notice', text: 'the disk is nearly full', level: 'bad', asks: [] },
    { is: 'alert', alert: sampleAlert() },
    { is: 'alert', alert: { ...sampleAlert(), isOver: true, asks: [] } },
    { is: 'needs-attention', operation: rollback, text: 'one probe stays stale', asks: ['U0ADA'] },
    { is: 'rollback-form', form: sampleForm() },
    { is: 'pairing-form', form: samplePairing() },
    {
      is: 'rollback-form',
      form: sampleForm({ needsReason: 'v1.0.0 is not the known-good', reason: 'x', cdnOnly: true }),
    },
    { is: 'confirmation', form: sampleConfirmation() },
    {
      is: 'rollback-choice',
      choice: {
        line: 'v1',
        version: '1.2.0',
        keeps: '1.1.0',
        stop: sampleConfirmation(),
        rollBack: sampleForm(),
      },
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
          { ...surface, verifiedAt: NOW.toISOString(), by: 'adopted', heldBy: null, outside: null },
          {
            ...surface,
            live: { version: null },
            verifiedAt: null,
            by: operation.id,
            heldBy: operation.id,
            outside: { what: 'v1/navi-loader.js has unknown bytes', since: NOW.toISOString() },
          },
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
            safety: null,
          },
          {
            operation: rollback.id,
            kind: 'rollback',
            version: '1.1.0',
            line: 'v1',
            state: 'running',
            waitsFor: 'the end of monitoring (2026-11-23T09:10:00.000Z); no late write remains',
            since: NOW.toISOString(),
            safety: { at: NOW.toISOString(), seconds: 8.1, clean: 3, browsersUntil: NOW.toISOString() },
          },
        ],
        record: {
          checkedAt: '2026-07-01T12:00:00.000Z',
          differs: {
            since: '2026-07-01T12:00:00.000Z',
            texts: ['row 98: this row is not as it was written'],
            command: 'audit accept 98 1a2b3c4d5e6f7a8b --reason "…"',
          },
          notCompared: 'slack: the answer was lost',
        },
        token: { expiresAt: '2026-12-01T12:00:00.000Z', isSoon: true },
        frozen: [
          {
            id: 'frz_1',
            from: NOW.toISOString(),
            until: NOW.toISOString(),
            why: 'the *audit*',
            by: 'Cleo Martins',
          },
        ],
        undelivered: [
          { channel: 'C0RELEASES', problem: 'is_archived', since: NOW.toISOString(), messages: 3 },
        ],
        emergencies: [
          {
            id: 'emg_1',
            name: 'security emergency "it *leaks*"',
            due: NOW.toISOString(),
            isOverdue: true,
            state: '1 of 5 met, not taken',
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
        quarantined: [{ version: '1.0.0', why: 'leaks', by: 'Cleo', since: NOW.toISOString() }],
        at: NOW.toISOString(),
      },
    },
    { is: 'monitor', report: sampleReport() },
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
      is: 'doctor',
      rows: [
        {
          name: 'slack-scopes',
          title: 'Slack token and scopes',
          is: 'failed',
          saw: 'missing_scope: im:write (to open a direct message)',
          why: 'Without a scope a part of Navi fails only when it is needed.',
          next: 'Save the current manifest.json, then reinstall the app.',
        },
        {
          name: 'drift',
          title: 'Drift monitor',
          is: 'warning',
          saw: `Not verified since ${NOW.toISOString()}: CDN v1.`,
          why: 'It alerts when what customers get is not what Navi has recorded.',
          next: 'Type /navi drift: it lists what to do about each.',
        },
        {
          name: 'tag-ruleset',
          title: 'Ruleset for tags',
          is: 'not-set-up',
          saw: 'No active ruleset covers release tags (v*).',
          why: 'A release tag that anyone can create or move may be at a commit that was never approved.',
          next: 'Import examples/tag-ruleset.json.',
        },
        { name: 'disk', title: 'Disk space', is: 'ok', saw: '50.0 GB of 100.0 GB are free at /data' },
      ],
      at: NOW.toISOString(),
      ageSeconds: 40,
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
