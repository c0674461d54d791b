import { z } from 'zod';
import { until } from '../until.ts';
import type { SlackDoor } from './slack-door.ts';

const Begun = z.object({ code: z.string(), secret: z.string() });
const Answer = z.object({ is: z.string(), token: z.string().optional() });

/** Pairs a terminal as a person does: asks for a code, types it in Slack, confirms, and takes the token. */
export async function pairTerminal(
  naviUrl: string,
  door: Pick<SlackDoor, 'commandForModal' | 'submit'>,
  user: string,
  machine = 'a test',
): Promise<string> {
  const { code, secret } = Begun.parse(await ask(`${naviUrl}/terminals`, { machine }));
  const modal = await door.commandForModal(user, `pair ${code}`);
  await door.submit(user, modal);
  return until('the terminal is paired', async () => {
    const { token } = Answer.parse(await ask(`${naviUrl}/terminals/token`, { secret }));
    return token;
  });
}

async function ask(url: string, body: object): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-navi-client': '1' },
    body: JSON.stringify(body),
  });
  return answer.json();
}
