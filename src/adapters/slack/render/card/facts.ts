import type { SectionBlock } from '@slack/types';
import type { CardLock } from '../../../../domain/message.ts';
import type { Operation } from '../../../../domain/operation.ts';
import { shortHash } from '../../../../domain/plan.ts';
import { surfaceName } from '../../../../domain/surface.ts';
import { type PutBackContent, putBackContent } from '../../../../features/drift/plans/put-back-content.ts';
import { type ReleaseContent, releaseContent } from '../../../../features/release/plans/release-content.ts';
import { type StopContent, stopContent } from '../../../../features/release/plans/stop-content.ts';
import { endsRun } from '../../../../features/release/run-left.ts';
import { unlockCommand } from '../../../../features/rollback/lock.ts';
import {
  type RollbackContent,
  rollbackContent,
} from '../../../../features/rollback/plans/rollback-content.ts';
import { fields, sections, type Viewing } from '../blocks.ts';
import { code, link, outside, shortSha, when } from '../text.ts';

/** The plan's main facts, as a few named fields. */
export function facts(operation: Operation, view: Viewing): SectionBlock[] {
  const { content, hash, revision } = operation.plan;
  const { path, from, to } = content.pointer;
  const pointer: Fact = ['Pointer', `${code(path)}\n${moves(from, to)}`];
  const by = `${outside(operation.requester.name, 80)}, ${when(operation.requestedAt, view)}`;
  if (rollbackContent.is(content)) return fields([['Confirmed by', by], pointer, ...ofRollback(content)]);
  if (stopContent.is(content)) return fields([['Stopped by', by], ...ofStop(content)]);
  if (putBackContent.is(content)) return fields([['Confirmed by', by], ...ofPutBack(content)]);
  return fields([
    ['Requested by', by],
    pointer,
    ...(releaseContent.is(content) ? ofRelease(operation, content) : []),
    ['Plan', `${code(shortHash(hash))}${revision > 1 ? `, revision ${revision}` : ''}`],
    decided(operation, view),
  ]);
}

type Fact = readonly [name: string, value: string];

function ofRelease({ shown }: Operation, content: ReleaseContent): Fact[] {
  const commit = link(shown.commitUrl, outside(shortSha(content.commit), 20));
  return [
    ['Commit', `${commit} ${outside(shown.commitTitle, 140)}`],
    ['Last known-good', shown.knownGood === null ? 'none yet' : version(shown.knownGood)],
  ];
}

function ofRollback({ reason, supersedes, run, steps, cdnOnly }: RollbackContent): Fact[] {
  const cancels = run !== null || endsRun(steps);
  const stops = cancels ? `; its workflow run ${run === null ? '' : `${run} `}is cancelled` : '';
  return [
    ['Reason', reason === null ? 'none given' : outside(reason, 500)],
    ...(supersedes === null ? [] : [['Supersedes', `${code(supersedes)}${stops}`] as const]),
    ...(cdnOnly ? [['CDN only', 'npm is not changed'] as const] : []),
  ];
}

function ofPutBack({ surface, packages, pointer, version: to, alert }: PutBackContent): Fact[] {
  const from = surface === pointer.surface ? pointer.from : (packages[0]?.before ?? null);
  return [
    ['Puts back', `${code(surfaceName(surface), 140)}\n${moves(from, to)}`],
    ['Why', alert === null ? 'a late write of Navi' : `alert ${code(alert)}`],
  ];
}

function ofStop({ keeps, reason, stops, deprecates }: StopContent): Fact[] {
  const named = deprecates.map((one) => code(`${one.name}@${one.version}`, 140));
  return [
    ['Customers keep', keeps === null ? 'nothing: no version is live yet' : version(keeps)],
    ['Reason', reason === null ? 'none given' : outside(reason, 500)],
    ['Stops', code(stops)],
    ...(named.length === 0 ? [] : [['Deprecates, if published', named.slice(0, 10).join('\n')] as const]),
  ];
}

/** Whether the rollback's lock is still on its line. */
export function lock(of: CardLock | null, view: Viewing): SectionBlock[] {
  if (of === null) return [];
  const says = `*${outside(of.line, 10)}* ${outside(of.text, 100)}`;
  return sections([
    of.is === 'locked'
      ? `🔒 ${says} ${code(`/navi ${of.command}`, 60)}`
      : `🔓 ${says}, ${when(of.at, view)}: ${outside(of.why, 500)}`,
  ]);
}

/** The command that unlocks a line. */
export function unlockWith(line: string): string {
  return code(`/navi ${unlockCommand(line)}`, 60);
}

/** `1.1.0 → *1.2.0*`; says so when there is no earlier value. */
export function moves(from: string | null, to: string): string {
  return `${from === null ? 'nothing yet' : outside(from, 40)} → *${outside(to, 40)}*`;
}

function version(text: string): string {
  return outside(text.startsWith('v') ? text : `v${text}`, 40);
}

function decided(operation: Operation, view: Viewing): readonly [string, string] {
  const { approvers, state, plan } = operation;
  if (approvers.length > 0 && state.is !== 'awaiting-approval')
    return [
      'Approved by',
      approvers
        .slice(0, 5)
        .map((one) => `${outside(one.name, 80)}, ${when(one.at, view)}`)
        .join('\n'),
    ];
  const so_far =
    approvers.length > 0
      ? `\n${approvers.length} ${approvers.length === 1 ? 'approval' : 'approvals'} so far`
      : '';
  const title = state.is === 'expired' ? 'Expired' : 'Expires';
  return [title, `${when(plan.expiresAt, view)}${so_far}`];
}
