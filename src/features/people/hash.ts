import { createHash } from 'node:crypto';

/** The stored form of a code, a secret or a token. They are random, so no salt is needed. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
