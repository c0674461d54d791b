import type { Delivery, DeliveryState } from '../../../domain/notice.ts';

/** What a person says about a recipient. */
export const SETTLEMENTS = ['arrived', 'again', 'by-hand', 'waive', 'bounced'] as const;
export type Settlement = (typeof SETTLEMENTS)[number];

export interface Said {
  is: Settlement;
  /** The proof, the reason, or the bounce. */
  text: string;
  by: string;
  at: string;
  /** People who may not be the second: the notice's owner, and who asked for the release. */
  notSecond: readonly string[];
}

export type Settled =
  | { is: 'settled'; delivery: Delivery }
  | { is: 'asked'; delivery: Delivery }
  | { is: 'refused'; text: string };

/** What a person's word makes of a delivery. */
export function decideSettle(delivery: Delivery, said: Said): Settled {
  switch (said.is) {
    case 'arrived':
      return delivery.state.is === 'unknown'
        ? settled(delivery, { is: 'accepted', at: said.at, answer: `proof: ${said.text}`, by: said.by })
        : refused(`only a message of unknown fate can have arrived; this one is ${delivery.state.is}`);
    case 'again':
      return ['unknown', 'refused', 'bounced'].includes(delivery.state.is)
        ? settled(delivery, { is: 'planned', notBefore: null, attempts: 0, last: null })
        : refused(`it is ${delivery.state.is}: it is not sent again`);
    case 'bounced':
      return delivery.state.is === 'accepted'
        ? settled(delivery, { is: 'bounced', at: said.at, why: said.text, by: said.by })
        : refused(`only an accepted message can bounce; this one is ${delivery.state.is}`);
    case 'by-hand':
    case 'waive':
      return bySecond(delivery, said);
  }
}

/** By hand and waived need a second person, who is neither the first, the owner, nor the release's requester. */
function bySecond(delivery: Delivery, said: Said): Settled {
  const is = said.is === 'waive' ? 'waived' : 'by-hand';
  const { asked, state } = delivery;
  if (['accepted', 'by-hand', 'waived', 'intended'].includes(state.is))
    return refused(`it is ${state.is} already`);
  if (asked === null || asked.is !== is || asked.by === said.by)
    return { is: 'asked', delivery: { ...delivery, asked: { is, by: said.by, reason: said.text } } };
  if (said.notSecond.includes(said.by))
    return refused('the second person is neither the owner of the notice nor who asked for the release');
  const by = [asked.by, said.by] as const;
  return settled(
    delivery,
    is === 'waived'
      ? { is, at: said.at, reason: asked.reason, by }
      : { is, at: said.at, proof: asked.reason, by },
  );
}

function settled(delivery: Delivery, state: DeliveryState): Settled {
  return { is: 'settled', delivery: { ...delivery, state, asked: null } };
}

function refused(text: string): Settled {
  return { is: 'refused', text };
}
