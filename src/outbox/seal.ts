import type { JournalHead } from '../domain/record-check.ts';
import type { SealOccasion } from '../ports/tables/outbox.ts';

const SEALED: Record<SealOccasion, string> = {
  confirmed: 'at confirmation',
  safe: 'verified at the edge',
  ended: 'at the end',
};

/** The text of a journal head in an operation's thread. */
export function sealText({ rows, mac }: JournalHead, occasion: SealOccasion = 'ended'): string {
  const head = `${rows} ${mac.slice(0, 16)}`;
  return `Audit checkpoint (${SEALED[occasion]}): entry ${rows}, hash ${mac.slice(0, 16)}. To verify: /navi audit verify ${head}`;
}
