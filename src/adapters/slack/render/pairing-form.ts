import type { KnownBlock } from '@slack/types';
import type { PairingForm } from '../../../domain/message.ts';
import { type Rendered, sections, type Viewing } from './blocks.ts';
import { outside, sentence, when } from './text.ts';

/** A pairing where no window can confirm it: only a window can. */
export function renderPairingForm(form: PairingForm, view: Viewing): Rendered {
  const text = 'Not paired yet: confirm it in a window. Type the command again.';
  return { text: sentence(text), blocks: [...pairingBlocks(form, view), ...sections([`*${text}*`])] };
}

/** What a person must check before a terminal may act as them. */
export function pairingBlocks(
  { peer, machine, askedAt, expiresAt }: PairingForm,
  view: Viewing,
): KnownBlock[] {
  return sections([
    '🔑 *A terminal asks to act as you.* Confirm only if you just ran `npx navi login` there.',
    [
      `*Address:* ${outside(peer, 60)}`,
      `*Machine name (not verified):* "${outside(machine, 60)}"`,
      `*Requested:* ${when(askedAt, view)} · *valid until* ${when(expiresAt, view)}`,
    ].join('\n'),
    'That terminal can then approve, release and roll back in your name. Navi tells you about each decision.',
  ]);
}
