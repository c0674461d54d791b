import { defineCheck } from '../../../engine/define-check.ts';

/** Navi is in its channel. */
export default defineCheck({
  name: 'slack-channel',
  title: 'Release channel',
  why: 'Outside its channel Navi cannot post cards, or find its own posts again.',
  run: async ({ chat, settings }) => {
    const { channel } = settings.slack;
    if (await chat.isMember(channel)) return { is: 'ok', saw: `Navi is a member of ${channel}` };
    return {
      is: 'failed',
      saw: `Navi is not a member of ${channel}, or there is no such channel.`,
      next: 'Type /invite @navi in the channel, or correct slack.channel in navi.config.yaml.',
    };
  },
});
