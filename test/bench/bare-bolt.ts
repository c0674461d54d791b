import { App, LogLevel } from '@slack/bolt';
import { z } from 'zod';

// The peer of the bench: the least a Bolt app can be. It connects, acknowledges, and does nothing.
const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_API_URL } = z
  .object({ SLACK_BOT_TOKEN: z.string(), SLACK_APP_TOKEN: z.string(), SLACK_API_URL: z.string() })
  .parse(process.env);

const app = new App({
  token: SLACK_BOT_TOKEN,
  appToken: SLACK_APP_TOKEN,
  socketMode: true,
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl: SLACK_API_URL },
});
app.command('/navi', async ({ ack }) => ack());
app.action(/.*/, async ({ ack }) => ack());
await app.start();
