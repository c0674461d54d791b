import type { JournalEntry } from '../../../src/domain/journal.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import { hashPlan } from '../../../src/domain/plan.ts';
import type { ReleaseContent } from '../../../src/features/release/plans/release-content.ts';
import type { NewJob } from '../../../src/ports/tables/jobs.ts';
import type { OutboxRow } from '../../../src/ports/tables/outbox.ts';

export const NOON = '2026-11-23T12:00:00.000Z';
/** Due by every clock. */
export const LONG_AGO = '2020-01-01T00:00:00.000Z';

/** The ISO time that is `ms` milliseconds after another. */
export function later(time: string, ms: number): string {
  return new Date(Date.parse(time) + ms).toISOString();
}

/** A valid operation awaiting approval; a test says only what differs. */
export function anOperation(differs: Partial<Operation> & { version?: string } = {}): Operation {
  const { version = '1.2.0', ...rest } = differs;
  const id = rest.id ?? 'rel_one';
  const content: ReleaseContent = {
    schema: 1,
    kind: 'release',
    operation: id,
    version,
    line: 'v1',
    change: 'minor',
    tag: `v${version}`,
    commit: 'c0ffee',
    workflow: { path: '.github/workflows/release.yml', blob: 'b10b' },
    packages: [],
    pointer: {
      surface: 'pointer:v1',
      path: 'v1/navi-loader.js',
      generation: '7',
      sha384: null,
      from: '1.1.0',
      to: version,
    },
    steps: [{ id: 'announce', kind: 'announce', after: [], params: { version } }],
    approval: { is: 'none' },
    policy: 'policy-hash',
  };
  return {
    id,
    kind: 'release',
    plan: {
      content,
      hash: hashPlan(content),
      revision: 1,
      createdAt: NOON,
      expiresAt: later(NOON, 14_400_000),
    },
    state: { is: 'awaiting-approval' },
    steps: { announce: { is: 'waiting' } },
    shown: { verdicts: [], commitTitle: 'A title', commitUrl: null, changes: [], knownGood: null },
    requester: { person: 'ada', name: 'Ada Okafor', account: 'U0ADA' },
    requestedAt: NOON,
    approvers: [],
    channel: 'C0RELEASES',
    retries: {},
    lease: null,
    finishedAt: null,
    ...rest,
  };
}

export function anEntry(differs: Partial<JournalEntry> = {}): JournalEntry {
  return {
    subject: { kind: 'operation', id: 'rel_one' },
    event: 'requested',
    actor: { is: 'navi' },
    planHash: null,
    details: {},
    ...differs,
  };
}

/** An approval or rejection by Ada, as the flow journals it. */
export function aDecision(
  event: 'approved' | 'rejected',
  details: JournalEntry['details'] = {},
): JournalEntry {
  return anEntry({
    event,
    planHash: 'plan-hash',
    details,
    actor: {
      is: 'person',
      person: 'ada',
      account: 'U0ADA',
      role: 'approver',
      how: 'slack',
      place: { is: 'slack', channel: 'C0RELEASES' },
    },
  });
}

const ONE = { kind: 'operation', id: 'rel_one' };

export function aJob(key: string, differs: Partial<NewJob> = {}): NewJob {
  return { key, kind: 'advance', subject: ONE, priority: 'normal', dueAt: NOON, ...differs };
}

export function aMessage(
  key: string,
  differs: Partial<Pick<OutboxRow, 'subject' | 'about' | 'channel' | 'inThread'>> = {},
): Pick<OutboxRow, 'key' | 'subject' | 'about' | 'channel' | 'inThread'> & { at: string } {
  const about = { is: 'card' } as const;
  return { key, subject: ONE, about, channel: 'C0RELEASES', inThread: false, at: NOON, ...differs };
}
