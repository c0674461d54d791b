import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { DecisionForm } from '../../dispatch/use-cases.ts';
import { shortHash } from '../../domain/plan.ts';
import { LIMITS } from '../limits.ts';
import { fields, linesWithin, sections, type Viewing } from '../render/blocks.ts';
import { code, link, outside, plain, shortSha, when } from '../render/text.ts';
import { modal } from './view.ts';

/** Names on the wire of the decision's modal and of its one input. */
export const DECISION_VIEW = { approve: 'navi.decide.approve', reject: 'navi.decide.reject' } as const;
export const REASON = { block: 'reason', action: 'text' } as const;
/** A reason is kept in the journal and shown on the card, so it stays short. */
const REASON_LENGTH = 1000;

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
    ...modal(approve ? 'Approve this release' : 'Reject this release', [
      ...facts(form, view),
      ...(approve ? moves(form.moves) : [reasonInput()]),
    ]),
    callback_id: DECISION_VIEW[form.decision],
    private_metadata: JSON.stringify(metadata),
    submit: { type: 'plain_text', text: approve ? 'Approve' : 'Reject' },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

function facts({ operation }: DecisionForm, view: Viewing): KnownBlock[] {
  const { content, hash, expiresAt } = operation.plan;
  const commit = link(operation.shown.commitUrl, outside(shortSha(content.commit), 20));
  return fields([
    [
      'Version',
      `*v${outside(content.version, 60)}* · ${outside(content.change, 20)} release on ${outside(content.line, 10)}`,
    ],
    ['Commit', `${commit} ${outside(operation.shown.commitTitle, 140)}`],
    ['Requested by', outside(operation.requester.name, 80)],
    ['Plan', `${code(shortHash(hash))}, expires ${when(expiresAt, view)}`],
  ]);
}

function moves(lines: readonly string[]): KnownBlock[] {
  const safe = lines.map((line) => `• ${outside(line, 300)}`);
  return sections(['*What will move*', ...linesWithin(safe, 8000, 'in Details')]);
}

function reasonInput(): InputBlock {
  return {
    type: 'input',
    block_id: REASON.block,
    optional: false,
    label: { type: 'plain_text', text: 'Why is it rejected?' },
    hint: {
      type: 'plain_text',
      text: plain('It is kept in the journal and shown on the card.', LIMITS.contextText),
    },
    element: {
      type: 'plain_text_input',
      action_id: REASON.action,
      multiline: true,
      min_length: 1,
      max_length: REASON_LENGTH,
    },
  };
}
