import type { SectionBlock } from '@slack/types';
import type { Operation } from '../../../domain/operation.ts';
import { shortHash } from '../../../domain/plan.ts';
import { fields, type Viewing } from '../blocks.ts';
import { code, link, outside, shortSha, when } from '../text.ts';

/** What the plan is about, as a few named fields. */
export function facts(operation: Operation, view: Viewing): SectionBlock[] {
  const { content, hash, revision } = operation.plan;
  const commit = link(operation.shown.commitUrl, outside(shortSha(content.commit), 20));
  return fields([
    ['Requested by', `${outside(operation.requester.name, 80)}, ${when(operation.requestedAt, view)}`],
    ['Commit', `${commit} ${outside(operation.shown.commitTitle, 140)}`],
    ['Pointer', `${code(content.pointer.path)}\n${moves(content.pointer.from, content.pointer.to)}`],
    ['Last known-good', operation.shown.knownGood === null ? 'none yet' : version(operation.shown.knownGood)],
    ['Plan', `${code(shortHash(hash))}${revision > 1 ? `, revision ${revision}` : ''}`],
    decided(operation, view),
  ]);
}

/** `1.1.0 → *1.2.0*`; a thing that is not there yet says so. */
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
  const so_far = approvers.length > 0 ? `\n${approvers.length} approved so far` : '';
  const title = state.is === 'expired' ? 'Expired' : 'Expires';
  return [title, `${when(plan.expiresAt, view)}${so_far}`];
}
