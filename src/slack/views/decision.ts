import type { KnownBlock, ModalView } from '@slack/types';
import type { DecisionForm } from '../../dispatch/use-cases.ts';
import { shortHash } from '../../domain/plan.ts';
import { fields, linesWithin, sections, type Viewing } from '../render/blocks.ts';
import { code, link, outside, shortSha, when } from '../render/text.ts';
import { reasonInput } from './reason.ts';
import { modal } from './view.ts';

/** Names on the wire of the decision's modal. */
export const DECISION_VIEW = { approve: 'navi.decide.approve', reject: 'navi.decide.reject' } as const;

/** What the modal remembers of the click that opened it; looked up again when it is submitted. */
export interface DecisionMetadata {
  operation: string;
  revision: number;
  planHash: string;
  card: { channel: string; ts: string };
}

/** The decision's modal, drawn from the store: what is decided on, what will move, and for a rejection the reason. */
export function decisionView(form: DecisionForm, card: DecisionMetadata['card'], view: Viewing): ModalView {
  const { id, plan } = form.operation;
  const approve = form.decision === 'approve';
  const metadata: DecisionMetadata = {
    operation: id.slice(0, 64),
    revision: plan.revision,
    planHash: plan.hash.slice(0, 64),
    card,
  };
  return {
    ...modal(approve ? 'Approve this release' : '⚠ Reject this release', [
      ...facts(form, view),
      ...(approve
        ? moves(form.moves)
        : [reasonInput({ label: 'Reason for rejecting', required: true, filled: null })]),
    ]),
    callback_id: DECISION_VIEW[form.decision],
    private_metadata: JSON.stringify(metadata),
    submit: { type: 'plain_text', text: approve ? 'Approve' : 'Reject' },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

function facts({ operation }: DecisionForm, view: Viewing): KnownBlock[] {
  const { content, hash, expiresAt } = operation.plan;
  const change = content.kind === 'release' ? `${outside(content.change, 20)} release` : content.kind;
  return fields([
    ['Version', `*v${outside(content.version, 60)}* · ${change} on ${outside(content.line, 10)}`],
    ...(content.kind === 'release' ? [commitFact(operation, content.commit)] : []),
    ['Requested by', outside(operation.requester.name, 80)],
    ['Plan', `${code(shortHash(hash))}, expires ${when(expiresAt, view)}`],
  ]);
}

function commitFact({ shown }: DecisionForm['operation'], sha: string): readonly [string, string] {
  const commit = link(shown.commitUrl, outside(shortSha(sha), 20));
  return ['Commit', `${commit} ${outside(shown.commitTitle, 140)}`];
}

function moves(lines: readonly string[]): KnownBlock[] {
  const safe = lines.map((line) => `• ${outside(line, 300)}`);
  return sections(['*Changes*', ...linesWithin(safe, 8000, 'in Details')]);
}
