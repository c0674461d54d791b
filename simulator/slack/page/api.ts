import { z } from 'zod';
import { Answer, Ephemeral, Fault, Message, Pace, Views, Workspace } from './schema.ts';
import { World } from './world/schema.ts';

/** The timeout for the simulator itself; the server counts Navi's own three seconds. */
const WAIT_MS = 20_000;

/** The body of a click: the element's own fields (the control call `interact`). */
export interface Action {
  type: string;
  action_id: string;
  block_id: string;
  [field: string]: unknown;
}

/** The place of a click: a message of a channel, or a view. */
export type Spot = { channel: string; messageTs: string } | { viewId: string };

/** Calls that read. Each throws when the simulator does not answer or its answer has an unknown form. */
export const read = {
  workspace: () => get('/_control/state', Workspace),
  messages: async (channel: string) =>
    (await get(`/_control/messages/${channel}`, z.object({ messages: z.array(Message) }))).messages,
  ephemerals: async (user: string) =>
    (await get(`/_control/ephemeral/${user}`, z.object({ messages: z.array(Ephemeral) }))).messages,
  views: (user: string) => get(`/_control/views/${user}`, Views),
  world: () => get('/_control/world', World),
  faults: async () =>
    await get(
      '/_control/faults',
      z.object({
        faults: z.array(Fault),
        services: z.record(z.string(), z.array(Fault).nullish().catch(undefined)).default({}),
      }),
    ),
  pace: async () =>
    await get(
      '/_control/pace',
      z.object({ pace: Pace, services: z.record(z.string(), Pace.nullish().catch(undefined)).default({}) }),
    ),
};

/** Calls that change something. None throws: the answer's `error` says what went wrong. */
export const act = {
  command: (body: { channel: string; user: string; command: string; text: string }) =>
    post('/_control/command', body),
  message: (body: { channel: string; user: string; text: string; thread_ts?: string }) =>
    post('/_control/message', body),
  interact: (spot: Spot, user: string, action: Action) =>
    post('/_control/interact', { ...spot, user, action }),
  shortcut: (spot: { channel: string; messageTs: string }, user: string, callbackId: string) =>
    post('/_control/shortcut', { ...spot, user, callbackId }),
  submit: (user: string, viewId: string, values: Record<string, Record<string, unknown>>) =>
    post('/_control/submit', { user, viewId, values }),
  close: (user: string, viewId: string) => post('/_control/close', { user, viewId }),
  home: (user: string) => post('/_control/home', { user }),
  fault: (fault: Record<string, unknown>) => post('/_control/faults', fault),
  at: (service: string, call: string, body: Record<string, unknown>) =>
    post(`/_control/at/${service}/${call}`, body),
  clearFaults: () => send('DELETE', '/_control/faults'),
  pace: (pace: Record<string, unknown>) => post('/_control/pace', pace),
  visitors: (order: Record<string, unknown>) => post('/_control/visitors', order),
  clock: (move: { advance: string } | { to: string }) => post('/_control/clock', move),
  navi: (what: 'kill' | 'start' | 'stop') => post('/_control/navi', { do: what }),
  reset: () => post('/_control/reset', {}),
};

async function get<T>(path: string, shape: z.ZodType<T>): Promise<T> {
  const answer = await fetch(path, { signal: AbortSignal.timeout(WAIT_MS) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return shape.parse(await answer.json());
}

function post(path: string, body: unknown): Promise<Answer> {
  return send('POST', path, body);
}

async function send(method: string, path: string, body?: unknown): Promise<Answer> {
  try {
    const answer = await fetch(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(WAIT_MS),
    });
    const parsed = Answer.safeParse(await answer.json().catch(() => undefined));
    if (parsed.success) return parsed.data;
    return answer.ok ? { ok: true } : { ok: false, error: `the simulator answered ${answer.status}` };
  } catch {
    return { ok: false, error: 'the simulator does not answer' };
  }
}
