import type { HomeView, KnownBlock } from '@slack/types';
import { LIMITS } from '../limits.ts';
import { type DrawnBlock, header, mrkdwn, withoutChartBlocks } from '../render/blocks.ts';

/** The action id of App Home's own button. */
export const HOME_ROLL_BACK = 'navi.home.roll-back';

/** The button's data: the conversation of its person and Navi, because a click on App Home names no channel. */
export interface HomeButton {
  channel: string;
}

/**
 * A person's App Home: the rollback button for people who may roll back, then what is live and the available
 * commands.
 */
export function homeView(status: readonly DrawnBlock[], rollBack: HomeButton | null): HomeView {
  const blocks = [...(rollBack === null ? [] : wayBack(rollBack)), ...withoutChartBlocks(status)];
  return { type: 'home', blocks: blocks.slice(0, LIMITS.blocksPerView) };
}

function wayBack(button: HomeButton): KnownBlock[] {
  return [
    header('Customers affected?'),
    {
      type: 'section',
      text: mrkdwn('Preview a rollback. Navi asks for one confirmation before it changes anything.'),
      accessory: {
        type: 'button',
        action_id: HOME_ROLL_BACK,
        style: 'danger',
        text: { type: 'plain_text', text: 'Roll back …', emoji: false },
        value: JSON.stringify(button),
        accessibility_label: 'Roll back …: preview a rollback of the live release',
      },
    },
    { type: 'divider' },
  ];
}
