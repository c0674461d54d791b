import { createHmac } from 'node:crypto';
import type { JournalKey } from './journal.ts';

/** The name that every key had in rows of older versions. It says nothing of which key it was. */
export const UNNAMED_KEY = 'k1';

const FEWEST_CHARACTERS = 32;
const FEWEST_BITS = 96;

/** The key with its name, which is a digest of it: a row tells with which key it was written, and nothing of the key. */
export function journalKey(secret: string): JournalKey {
  const digest = createHmac('sha256', secret).update('the name of a journal key').digest('hex');
  return { id: `k-${digest.slice(0, 16)}`, secret };
}

/**
 * Whether a key can be guessed: it has fewer than 32 characters, or fewer than 96 bits by how often each of them occurs,
 * where a piece that is repeated counts once.
 */
export function isWeakKey(secret: string): boolean {
  if (secret.length < FEWEST_CHARACTERS) return true;
  return bitsOf(pieceOf(secret)) < FEWEST_BITS;
}

/** What is repeated, where the whole is nothing but that; else the whole. */
function pieceOf(text: string): string {
  const at = `${text}${text}`.indexOf(text, 1);
  return text.slice(0, at);
}

/** Shannon's entropy of the characters, in bits, for all of them together. */
function bitsOf(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / text.length);
  return bits;
}
