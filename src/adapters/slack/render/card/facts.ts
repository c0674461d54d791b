import type { SectionBlock } from '@slack/types';
import type { CardLock } from '../../../../domain/message.ts';
import type { Operation } from '../../../../domain/operation.ts';
import { shortHash } from '../../../../domain/plan.ts';
import { OPERATIONS } from '../../../../features/operations.ts';
import { unlockCommand } from '../../../../features/rollback/lock.ts';
import { fields, sections, type Viewing } from '../blocks.ts';
import { factRow, moves } from '../fact-row.ts';
import { code, outside, when } from '../text.ts';

/** The plan's main facts, as a few named fields. */
export function facts(operation: Operation, view: Viewing): SectionBlock[] {
  const { content, hash, revision } = operation.plan;
  const { confirmedAs, hidesPointer, rows = [] } = OPERATIONS.sheetOf(operation);
  const { path, from, to } = content.pointer;
  const by = `${outside(operation.requester.name, 80)}, ${when(operation.requestedAt, view)}`;
  return fields([
    [confirmedAs === undefined ? 'Requested by' : outside(confirmedAs, 40), by],
    ...(hidesPointer === true ? [] : [['Pointer', `${code(path)}\n${moves(from, to)}`] as const]),
    ...rows.map(factRow),
    ...(confirmedAs === undefined
      ? [
          ['Plan', `${code(shortHash(hash))}${revision > 1 ? `, revision ${revision}` : ''}`] as const,
          decided(operation, view),
        ]
      : []),
  ]);
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
