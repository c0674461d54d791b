import type { KnownBlock } from '@slack/types';
import type { PairingForm } from '../../domain/message.ts';
import { type Rendered, sections, type Viewing } from './blocks.ts';
import { outside, sentence, when } from './text.ts';

/** A pairing where there is no window to confirm it in: it can only be confirmed in one. */
export function renderPairingForm(form: PairingForm, view: Viewing): Rendered {
  const text = 'Nothing is paired yet: this has to be confirmed in a window. Type the command again.';
  return { text: sentence(text), blocks: [...pairingBlocks(form, view), ...sections([`*${text}*`])] };
}

/** What a person has to look at before a terminal may act as them. */
export function pairingBlocks(
  { peer, machine, askedAt, expiresAt }: PairingForm,
  view: Viewing,
): KnownBlock[] {
  return sections([
    '🔑 *A terminal asks to act as you.* Confirm only if you have just typed `npx navi login` there.',
    [
      `*Address:* ${outside(peer, 60)}`,
      `*The machine says it is:* "${outside(machine, 60)}"`,
      `*Asked:* ${when(askedAt, view)} · *good until* ${when(expiresAt, view)}`,
    ].join('\n'),
    'Whoever sits there can then approve, release and roll back in your name. You are told of each decision.',
  ]);
}
