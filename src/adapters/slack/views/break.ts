import type { InputBlock, ModalView } from '@slack/types';
import type { BreakForm } from '../../../domain/message.ts';
import { LIMITS } from '../limits.ts';
import { asTyped, plain } from '../render/text.ts';
import { modal } from './view.ts';

/** The callback id of the message shortcut (`manifest.json`), and of its window. */
export const REPORT_BREAK = 'navi.report-break';

export const BREAK_INPUTS = {
  customer: { block: 'customer', action: 'customer' },
  release: { block: 'release', action: 'release' },
} as const;

/** Slack lists so many options (docs.slack.dev, "Select menu element"); with more customers their id is typed. */
const MOST_OPTIONS = 100;
const LONGEST_ID = 60;

/** Which customer, and which release. No word of the message is taken: it can be about a person. */
export function breakView({ customers, release }: BreakForm, channel: string): ModalView {
  return {
    ...modal('Report a break', [customerInput(customers), releaseInput(release)]),
    callback_id: REPORT_BREAK,
    private_metadata: JSON.stringify({ channel: channel.slice(0, 50) }),
    submit: { type: 'plain_text', text: 'Report' },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

function customerInput(customers: BreakForm['customers']): InputBlock {
  const { block, action } = BREAK_INPUTS.customer;
  const label = { type: 'plain_text', text: 'Customer' } as const;
  if (customers.length > MOST_OPTIONS)
    return {
      ...{ type: 'input', block_id: block, label },
      hint: { type: 'plain_text', text: 'The id that /navi customers shows.' },
      element: { type: 'plain_text_input', action_id: action, max_length: LONGEST_ID },
    };
  return {
    ...{ type: 'input', block_id: block, label },
    element: {
      type: 'static_select',
      action_id: action,
      options: customers.map(({ id, name }) => ({
        text: { type: 'plain_text', text: plain(name, LIMITS.optionText) },
        value: id,
      })),
    },
  };
}

function releaseInput(release: string | null): InputBlock {
  const { block, action } = BREAK_INPUTS.release;
  return {
    ...{ type: 'input', block_id: block },
    label: { type: 'plain_text', text: 'Release that broke it' },
    hint: {
      type: 'plain_text',
      text: 'It counts in the criterion "zero customer-reported breaks". Nothing of the message is stored.',
    },
    element: {
      ...{ type: 'plain_text_input', action_id: action, max_length: LONGEST_ID },
      ...(release === null ? {} : { initial_value: asTyped(release, LONGEST_ID) }),
    },
  };
}
