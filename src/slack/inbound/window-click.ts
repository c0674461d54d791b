import type { Message } from '../../domain/message.ts';
import type { Caller, Place } from '../../domain/person.ts';
import type { CardClick } from './click.ts';
import type { Inbound } from './inbound.ts';
import { windowFor } from './rollback.ts';
import { showWindow } from './window.ts';

/** A card's button that opens a window, which says what happens and asks once. */
interface WindowClick {
  title: string;
  name: string;
  /** What the window shows is read from. */
  facts: 'store' | 'world';
  preview(inbound: Inbound, of: { operation: string; caller: Caller; place: Place }): Promise<Message>;
}

function opensWindow({ title, name, facts, preview }: WindowClick) {
  return async (inbound: Inbound, { trigger, to, identify }: CardClick): Promise<void> => {
    await showWindow(inbound, {
      trigger,
      to,
      title,
      name,
      facts,
      fill: async () => {
        const { caller, operation } = await identify();
        const place = { is: 'slack', channel: to.channel } as const;
        return windowFor(inbound, await preview(inbound, { operation, caller, place }), to.channel);
      },
    });
  };
}

/** The card's *Stop release*. */
export const handleStopClick = opensWindow({
  title: 'Stop release',
  name: 'open-stop',
  facts: 'store',
  preview: ({ desk }, { operation: release, ...by }) =>
    desk.useCases.previewStop({ release, reason: undefined, ...by }),
});

/** The card's *Delete tag*: whether it may be deleted is looked at again. */
export const handleDeleteTagClick = opensWindow({
  title: 'Delete tag',
  name: 'open-delete-tag',
  facts: 'world',
  preview: ({ desk }, { operation: tag, ...by }) => desk.useCases.previewDeleteTag({ tag, ...by }),
});
