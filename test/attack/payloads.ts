import { randomUUID } from 'node:crypto';
import type { House } from '../harness/world/house.ts';
import { signedPost } from '../harness/world/signed.ts';

const TEAM = 'T0AWELL';

export interface Click {
  user: string;
  action: string;
  value: string;
  channel: string;
  ts: string;
  team?: string;
}

/** A click on a button, as Slack sends it. */
export function clicked({ user, action, value, channel, ts, team = TEAM }: Click): object {
  return {
    type: 'block_actions',
    user: { id: user, team_id: team },
    team: { id: team },
    container: { type: 'message', channel_id: channel, message_ts: ts },
    channel: { id: channel },
    actions: [{ type: 'button', block_id: 'b', action_id: `navi.${action}`, value }],
  };
}

export interface Submission {
  user: string;
  callback: string;
  metadata: unknown;
  team?: string;
}

/** A submitted window, as Slack sends it. */
export function submitted({ user, callback, metadata, team = TEAM }: Submission): object {
  const view = {
    id: `V${randomUUID()}`,
    type: 'modal',
    callback_id: callback,
    private_metadata: JSON.stringify(metadata),
    state: { values: { reason: { text: { value: 'forged' } } } },
  };
  return { type: 'view_submission', user: { id: user, team_id: team }, team: { id: team }, view };
}

/** The payload, signed now: each call sends the same bytes. */
export function deliveryOf({ navi }: House, payload: object): () => Promise<Response> {
  const all = { ...payload, api_app_id: 'A0NAVI', trigger_id: randomUUID(), token: 't' };
  return signedPost(`${navi.url}/slack/events`, { payload: JSON.stringify(all) });
}

/** A slash command, signed `seconds` from now: each call sends the same bytes. */
export function commandOf({ navi }: House, user: string, text: string, seconds = 0): () => Promise<Response> {
  const form = {
    ...{ command: '/navi', text, user_id: user, team_id: TEAM },
    ...{ channel_id: 'C0RELEASES', trigger_id: randomUUID() },
  };
  return signedPost(`${navi.url}/slack/events`, form, { seconds });
}
