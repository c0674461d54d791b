import type { ModalView } from '@slack/types';
import type { RollbackForm } from '../../../domain/message.ts';
import type { Viewing } from '../render/blocks.ts';
import { rollbackFormBlocks } from '../render/rollback-form.ts';
import { reasonInput } from './reason.ts';
import { modal } from './view.ts';

/** The callback ids of a rollback's confirmation: the id alone says whether a reason is required. */
export const ROLLBACK_VIEW = { free: 'navi.roll-back', reasoned: 'navi.roll-back.reasoned' } as const;

/** The window's data about what it showed. Everything else is read again at the confirmation. */
export interface RollbackMetadata {
  target: string;
  cdnOnly: boolean;
  channel: string;
}

/** The one confirmation of a rollback: the change on every surface, what cannot be undone, and a reason. */
export function rollbackView(form: RollbackForm, channel: string, view: Viewing): ModalView {
  const required = form.needsReason !== null;
  const metadata: RollbackMetadata = {
    target: form.target.slice(0, 100),
    cdnOnly: form.cdnOnly,
    channel: channel.slice(0, 50),
  };
  return {
    ...modal(`⚠ Roll back ${form.line}`, [
      ...rollbackFormBlocks(form, view),
      reasonInput({ label: 'Reason for the rollback', required, filled: form.reason }),
    ]),
    callback_id: required ? ROLLBACK_VIEW.reasoned : ROLLBACK_VIEW.free,
    private_metadata: JSON.stringify(metadata),
    submit: { type: 'plain_text', text: 'Roll back' },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}
