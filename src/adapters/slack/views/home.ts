import type { Button, HomeView, KnownBlock } from '@slack/types';
import type { HomeCard } from '../../../domain/home.ts';
import type { CommandHelp } from '../../../domain/message.ts';
import { LIMITS } from '../limits.ts';
import {
  context,
  type DrawnBlock,
  divider,
  header,
  mrkdwn,
  sections,
  withoutChartBlocks,
} from '../render/blocks.ts';
import { code, link, outside } from '../render/text.ts';

/** The action id of App Home's own button. */
export const HOME_ROLL_BACK = 'navi.home.roll-back';

/** App Home's buttons for direct messages, by their action ids: what each of them types. */
export const HOME_CHOICES: Readonly<Record<string, string | undefined>> = {
  'navi.home.messages-on': 'messages on',
  'navi.home.messages-off': 'messages off',
};

/** A person's choice about direct messages, as it is now, and the button that changes it. */
export function choiceBlocks(
  now: readonly DrawnBlock[],
  { isOn, ...button }: HomeButton & { isOn: boolean },
): DrawnBlock[] {
  const label = isOn ? 'Turn off' : 'Turn on';
  const change: Button = {
    type: 'button',
    action_id: isOn ? 'navi.home.messages-off' : 'navi.home.messages-on',
    text: { type: 'plain_text', text: label, emoji: false },
    value: JSON.stringify(button),
    accessibility_label: `${label} direct messages about releases`,
  };
  return [...now, { type: 'actions', elements: [change] }, divider()];
}

/** What the person may type, by name alone: the help has the rest. */
export function commandBlocks({ commands }: { commands: readonly CommandHelp[] }): DrawnBlock[] {
  const names = commands.filter(({ allowed }) => allowed).map(({ name }) => code(`/navi ${name}`, 60));
  return [
    header('Commands'),
    ...sections([names.join(' · ')]),
    context(`${code('/navi help')} says what each does, ${code('/navi help <command>')} shows examples.`),
  ];
}

/** The button's data: the conversation of its person and Navi, because a click on App Home names no channel. */
export interface HomeButton {
  channel: string;
}

/** The cards of what is in progress, with links: https://docs.slack.dev/reference/methods/chat.getPermalink has their form. */
export function cardLinks(cards: readonly HomeCard[], workspace: string): DrawnBlock[] {
  const lines = cards.map(({ text, channel, ts }) => {
    const page = `${workspace}archives/${channel}/p${ts.replace('.', '')}`;
    return `• ${link(page, outside(text, 150))}`;
  });
  return lines.length === 0 ? [] : [...sections(['*Cards*', ...lines]), divider()];
}

/**
 * A person's App Home: the rollback button for people who may roll back, then what the person is shown. What Slack's
 * limit cuts off is at the end: the commands.
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
