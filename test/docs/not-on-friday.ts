import { defineGate } from '../../src/domain/gate.ts';

/** Nothing goes out before a weekend. */
export const notOnFriday = defineGate({
  id: 'not on a Friday',
  evaluate: ({ releaseLine }, at) =>
    new Date(at).getUTCDay() === 5
      ? {
          is: 'block',
          text: `${releaseLine} takes no release on a Friday.`,
          who: 'no action needed: it passes by itself',
          next: 'Ask again on Monday.',
        }
      : { is: 'pass', evidence: 'it is no Friday' },
});
