import type { CardClick } from './click.ts';
import type { Inbound } from './inbound.ts';
import { windowFor } from './rollback.ts';
import { showWindow } from './window.ts';

/** The card's *Stop release*: a window that says what happens, and asks once. */
export async function handleStopClick(inbound: Inbound, { trigger, to, identify }: CardClick): Promise<void> {
  await showWindow(inbound, {
    trigger,
    to,
    title: 'Stop release',
    name: 'open-stop',
    facts: 'store',
    fill: async () => {
      const { caller, operation: release } = await identify();
      const place = { is: 'slack', channel: to.channel } as const;
      const said = await inbound.desk.useCases.previewStop({ release, reason: undefined, caller, place });
      return windowFor(inbound, said, to.channel);
    },
  });
}
