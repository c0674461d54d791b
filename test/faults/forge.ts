import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSystemClock } from '../../src/adapters/process/clock.ts';
import { createSlackClient } from '../../src/adapters/slack/client.ts';
import { createSlackListener } from '../../src/adapters/slack/listener.ts';
import { REASON } from '../../src/adapters/slack/views/reason.ts';
import type { House } from '../harness/quick/house.ts';
import { postSigned, type Signed } from '../harness/world/signed.ts';

const SECRET = 'simulated-signing-secret';
const TEAM = 'T0AWELL';

/** Navi's address for Slack in HTTP mode, and forged requests to it: Slack itself would never send them. */
export interface Forge {
  command(user: string, text: string, signed?: Signed): Promise<number>;
  click(user: string, click: Forged, signed?: Signed): Promise<number>;
  submit(user: string, view: { callback: string; metadata: unknown }, signed?: Signed): Promise<number>;
  close(): Promise<void>;
}

export interface Forged {
  action: string;
  value: string;
  channel: string;
  ts: string;
}

export async function openForge({ world, app, context }: House): Promise<Forge> {
  const { telemetry } = context;
  const endpoint = {
    botToken: world.variables['SLACK_BOT_TOKEN'] ?? '',
    apiUrl: world.variables['SLACK_API_URL'] ?? '',
  };
  const client = createSlackClient({ endpoint, telemetry, clock: createSystemClock() });
  const endpoints = { ...endpoint, signingSecret: SECRET };
  const listener = createSlackListener({ app, client, endpoints, telemetry, clock: createSystemClock() });
  const server = createServer(listener.requests);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await listener.start();
  const { port } = server.address() as AddressInfo;
  const send = (form: Record<string, string>, signed?: Signed) =>
    post(`http://127.0.0.1:${port}/slack/events`, form, signed);
  const interact = (payload: object, signed?: Signed) =>
    send({ payload: JSON.stringify({ ...payload, api_app_id: 'A0NAVI', trigger_id: randomUUID() }) }, signed);
  return {
    command: (user, text, signed) =>
      send(
        {
          command: '/navi',
          text,
          user_id: user,
          team_id: TEAM,
          channel_id: 'C0RELEASES',
          trigger_id: randomUUID(),
        },
        signed,
      ),
    click: (user, { action, value, channel, ts }, signed) =>
      interact(
        {
          type: 'block_actions',
          user: { id: user, team_id: TEAM },
          team: { id: TEAM },
          container: { type: 'message', channel_id: channel, message_ts: ts },
          channel: { id: channel },
          actions: [{ type: 'button', block_id: 'b', action_id: `navi.${action}`, value }],
        },
        signed,
      ),
    submit: (user, { callback, metadata }, signed) =>
      interact(
        {
          type: 'view_submission',
          user: { id: user, team_id: TEAM },
          team: { id: TEAM },
          view: {
            id: `V${randomUUID()}`,
            type: 'modal',
            callback_id: callback,
            private_metadata: JSON.stringify(metadata),
            state: { values: { [REASON.block]: { [REASON.action]: { value: 'forged' } } } },
          },
        },
        signed,
      ),
    close: async () => {
      await listener.stop();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function post(url: string, form: Record<string, string>, signed?: Signed): Promise<number> {
  const answer = await postSigned(url, form, { secret: SECRET, ...signed });
  await answer.arrayBuffer();
  return answer.status;
}
