import type { KnownBlock, ModalView } from '@slack/types';
import type { CardAddress, DecisionForm } from '../../../domain/click.ts';
import type { Operation } from '../../../domain/operation.ts';
import { shortHash } from '../../../domain/plan.ts';
import { OPERATIONS } from '../../../features/operations.ts';
import { LIMITS } from '../limits.ts';
import { fields, linesWithin, sections, type Viewing } from '../render/blocks.ts';
import { factRow } from '../render/fact-row.ts';
import { code, outside, plain, when } from '../render/text.ts';
import { choiceInput } from './choice.ts';
import { reasonInput } from './reason.ts';
import { modal } from './view.ts';

/** The callback id of a decision's window. */
const DECISION_VIEW = 'navi.decide.';

/** The decision of a submitted window; undefined for a window of another kind. */
export function decisionIn(callbackId: string): string | undefined {
  return callbackId.startsWith(DECISION_VIEW) ? callbackId.slice(DECISION_VIEW.length) : undefined;
}

/** The window's data about the click that opened it; validated again when it is submitted. */
export type DecisionMetadata = ({ operation: string } | { subject: DecisionForm['subject'] }) & {
  revision: number;
  planHash: string;
  card: CardAddress;
};

/** The decision's window, rendered from the store: the subject, the effects, and a reason where one is required. */
export function decisionView(form: DecisionForm, card: CardAddress, view: Viewing): ModalView {
  const { operation, subject, says, reason, choice } = form;
  const id = subject.id.slice(0, 64);
  const metadata: DecisionMetadata = {
    ...(operation === null ? { subject: { kind: subject.kind, id } } : { operation: id }),
    revision: form.revision,
    planHash: operation?.plan.hash.slice(0, 64) ?? '',
    card,
  };
  return {
    ...modal(form.title, [
      ...(operation === null ? [] : facts(operation, view)),
      ...changes(says, operation !== null),
      ...(choice === undefined ? [] : [choiceInput(choice.label, choice.options)]),
      ...(reason === null ? [] : [reasonInput({ label: reason, required: true, filled: null })]),
    ]),
    callback_id: `${DECISION_VIEW}${form.decision}`,
    private_metadata: JSON.stringify(metadata),
    submit: { type: 'plain_text', text: plain(form.submit, LIMITS.modalTitle) },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

function facts(operation: Operation, view: Viewing): KnownBlock[] {
  const { content, hash, expiresAt } = operation.plan;
  const { change = content.kind, rows = [] } = OPERATIONS.sheetOf(operation);
  return fields([
    [
      'Version',
      `*v${outside(content.version, 60)}* · ${outside(change, 40)} on ${outside(content.line, 10)}`,
    ],
    ...rows.filter((row) => row.identifies === true).map(factRow),
    ['Requested by', outside(operation.requester.name, 80)],
    ['Plan', `${code(shortHash(hash))}, expires ${when(expiresAt, view)}`],
  ]);
}

function changes(lines: readonly string[], hasDetails: boolean): KnownBlock[] {
  if (lines.length === 0) return [];
  const safe = lines.map((line) => `• ${outside(line, 300)}`);
  return sections(
    hasDetails ? ['*Changes*', ...linesWithin(safe, 8000, 'in Details')] : linesWithin(safe, 8000),
  );
}
