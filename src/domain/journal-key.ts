import { createHmac } from 'node:crypto';
import type { JournalKey } from './journal.ts';

/** The name of every key in rows of older versions. It does not identify the key. */
export const UNNAMED_KEY = 'k1';

const FEWEST_CHARACTERS = 32;
const FEWEST_BITS = 96;

/** The key with its name, which is a digest: each row names its key and reveals nothing of it. */
export function journalKey(secret: string): JournalKey {
  const digest = createHmac('sha256', secret).update('the name of a journal key').digest('hex');
  return { id: `k-${digest.slice(0, 16)}`, secret };
}

/**
 * Whether a key can be guessed: fewer than 32 characters, or fewer than 96 bits by character frequency, where a
 * repeated piece counts once.
 */
export function isWeakKey(secret: string): boolean {
  if (secret.length < FEWEST_CHARACTERS) return true;
  return bitsOf(pieceOf(secret)) < FEWEST_BITS;
}

/** The repeated piece, where the text consists only of it; else the text. */
function pieceOf(text: string): string {
  const at = `${text}${text}`.indexOf(text, 1);
  return text.slice(0, at);
}

/** Shannon entropy of the characters, in bits, for all of them together. */
function bitsOf(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / text.length);
  return bits;
}
