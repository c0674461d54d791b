import { CADENCE_KEPT } from '../../../domain/break-glass.ts';
import { defineGate } from '../../../domain/gate.ts';
import { tagOf } from '../../../domain/version.ts';

/** A minor and a major come no earlier after the last of their kind than customers expect. */
export const cadenceIsKept = defineGate({
  id: CADENCE_KEPT,
  whenWarned: { who: 'the requester', next: 'Wait until then, or have it approved now.' },
  turns: ({ cadence }) => (cadence === undefined ? [] : [cadence.from]),
  evaluate: ({ cadence }, at) => {
    if (cadence === undefined) return [];
    const { change, last, from, says } = cadence;
    const before = `${tagOf(last)} was released at ${cadence.at}`;
    return at >= from
      ? { is: 'pass', evidence: before }
      : {
          is: 'block',
          text: `A ${change} comes every ${says}, and ${before}: the next one is expected from ${from} on.`,
          who: 'no action needed: it passes by itself',
          next: `Ask again at ${from}.`,
        };
  },
});
