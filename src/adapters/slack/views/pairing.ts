import type { ModalView } from '@slack/types';
import type { PairingForm } from '../../../domain/message.ts';
import type { Viewing } from '../render/blocks.ts';
import { pairingBlocks } from '../render/pairing-form.ts';
import { modal } from './view.ts';

/** Its callback id. */
export const PAIRING_VIEW = 'navi.pair';

/** The window's data: the id of its pairing, never the code. */
export interface PairingMetadata {
  pairing: string;
  channel: string;
}

/** The one confirmation of a pairing. */
export function pairingView(form: PairingForm, channel: string, view: Viewing): ModalView {
  const metadata: PairingMetadata = { pairing: form.pairing, channel: channel.slice(0, 50) };
  return {
    ...modal('Pair a terminal', pairingBlocks(form, view)),
    callback_id: PAIRING_VIEW,
    private_metadata: JSON.stringify(metadata),
    submit: { type: 'plain_text', text: 'Pair' },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}
