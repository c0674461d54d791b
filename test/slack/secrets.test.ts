import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSlack } from '../../simulator/slack/index.ts';
import { SECRETS } from '../../src/config/environment.ts';
import { createSystemClock } from '../../src/integrations/process/clock.ts';
import { createTelemetry } from '../../src/integrations/process/telemetry.ts';
import { createSlackClient, type SlackClient } from '../../src/slack/client.ts';

const VALUES = Object.fromEntries(SECRETS.map((name) => [name, `${name.toLowerCase()} "quoted" & <secret>`]));

let slack: Awaited<ReturnType<typeof startSlack>>;
let client: SlackClient;
beforeAll(async () => {
  slack = await startSlack();
  await fetch(`${slack.url}/_control/pace`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rateLimits: false }),
  });
  const telemetry = createTelemetry({ level: 'error', secrets: Object.values(VALUES), write: () => {} });
  const endpoint = { botToken: 'xoxb-simulated', apiUrl: slack.apiUrl, mask: telemetry.mask };
  client = createSlackClient({ endpoint, telemetry, clock: createSystemClock() });
});
afterAll(() => slack.close());

async function shown(path: string): Promise<string> {
  const answer = await fetch(`${slack.url}/_control/${path}`);
  return answer.text();
}

describe('what Slack is shown', () => {
  it.each(SECRETS)('never holds %s, in a post, an edit, or to one person', async (name) => {
    const text = `a neighbour said: token ${VALUES[name]} is not valid`;
    const message = { is: 'line', text, level: 'bad' } as const;

    const post = await client.chat.post({ channel: 'C0RELEASES', key: name, message });
    await client.chat.update({ ...post, message: { ...message, text: `again: ${text}` } });
    await client.chat.whisper({ channel: 'C0RELEASES', account: 'U0ADA', message });

    for (const found of [await shown('messages/C0RELEASES'), await shown('ephemeral/U0ADA')]) {
      expect(found).toContain('a neighbour said: token');
      expect(found).not.toContain(name.toLowerCase());
    }
  });
});
