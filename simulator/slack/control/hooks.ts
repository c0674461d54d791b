import { z } from 'zod';
import { signatureHeaders } from '../delivery/requests.ts';
import { APP } from '../world/seed.ts';
import type { Fields } from '../world/shapes.ts';
import { channelOf, type Door, DoorRefusal, get, personOf, post } from './door.ts';

const Sockets = z.object({ do: z.enum(['refresh', 'disconnect', 'link_disabled', 'warning']) });
const Redelivered = z.object({ envelopeId: z.string().optional(), last: z.literal(true).optional() });
const Membership = z.object({ channel: z.string(), user: z.string(), member: z.boolean() });
const Addresses = z.object({ commands: z.url(), interactivity: z.url(), events: z.url() }).nullable();

/** Calls for tests only: connections, repeated deliveries, memberships, and HTTP mode's addresses. */
export function addHooks(door: Door): void {
  const { workspace, deliveries } = door;
  get(door, 'envelopes', () => ({ envelopes: deliveries.sent() }));
  post(door, 'sockets', { body: Sockets, run: (asked) => disturb(door, asked.do) });
  post(door, 'redeliver', {
    body: Redelivered,
    run: (asked) => {
      if (!deliveries.redeliver(asked.envelopeId)) throw new DoorRefusal('envelope_not_found', 404);
      return {};
    },
  });
  post(door, 'membership', { body: Membership, run: (asked) => setMembership(door, asked) });
  post(door, 'request-urls', {
    body: Addresses,
    run: (asked) => {
      workspace.requestUrls = asked ?? undefined;
      return { mode: asked === null ? 'socket' : 'http' };
    },
  });
  post(door, 'url-verification', { body: z.object({}), run: () => verifyUrl(door) });
}

function disturb({ sockets }: Door, how: z.infer<typeof Sockets>['do']): Fields {
  const open = sockets.open();
  if (how === 'disconnect') sockets.cut();
  else sockets.refresh(how === 'refresh' ? 'refresh_requested' : how);
  return { sockets: open };
}

function setMembership(door: Door, asked: z.infer<typeof Membership>): Fields {
  const channel = channelOf(door, asked.channel);
  const person = personOf(door, asked.user);
  channel.members = channel.members.filter((member) => member !== person.id);
  if (asked.member) channel.members.push(person.id);
  door.workspace.changed({ what: 'messages', channel: channel.id });
  return { members: channel.members };
}

/** Asks the events address to answer a challenge, as Slack does when the address is saved. */
async function verifyUrl({ workspace }: Door): Promise<Fields> {
  if (workspace.requestUrls === undefined) throw new DoorRefusal('the app is in Socket Mode', 409);
  const challenge = `challenge-${workspace.now()}`;
  const body = JSON.stringify({ token: APP.verificationToken, challenge, type: 'url_verification' });
  const answer = await fetch(workspace.requestUrls.events, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signatureHeaders(body, workspace.now()) },
    body,
    signal: AbortSignal.timeout(workspace.pace.ackSeconds * 1000),
  });
  const text = (await answer.text()).slice(0, 10_000);
  return { ok: answer.status === 200 && text.includes(challenge), status: answer.status };
}
