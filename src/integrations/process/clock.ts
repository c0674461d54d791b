import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock, Ids } from '../../ports/clock.ts';

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => new Date(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    }),
};

/** Crockford's base 32: no letter that is mistaken for a digit when read aloud. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ids that sort by time (whole seconds) and cannot be guessed or repeated: `rel_` + 7 digits of time + 5 random. */
export function createIds(clock: Clock): Ids {
  return {
    operation: (kind) => {
      let seconds = Math.floor(clock.now().getTime() / 1000);
      let time = '';
      for (let i = 0; i < 7; i += 1) {
        time = `${DIGITS[seconds % 32] ?? ''}${time}`;
        seconds = Math.floor(seconds / 32);
      }
      const random = [...randomBytes(5)].map((byte) => DIGITS[byte % 32] ?? '').join('');
      return `${kind}_${time}${random}`;
    },
    uuid: () => randomUUID(),
    random: (bytes) => randomBytes(bytes),
  };
}
