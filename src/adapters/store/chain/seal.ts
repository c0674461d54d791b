import { createHmac } from 'node:crypto';
import { isSameMac, type JournalKey } from '../../../domain/journal.ts';
import { canonical } from '../../../domain/json.ts';

/** Proves that Navi wrote a row of a table. A seal of one table is not valid for another. */
export function sealOf(table: string, written: unknown, key: JournalKey): string {
  const text = `${table} ${key.id} ${canonical(written)}`;
  return createHmac('sha256', key.secret).update(text).digest('hex');
}

export function isSealed(table: string, { written, seal }: Sealed, key: JournalKey): boolean {
  return isSameMac(sealOf(table, written, key), seal);
}

interface Sealed {
  written: unknown;
  seal: string;
}
