import { AsyncLocalStorage } from 'node:async_hooks';
import type { ModalView } from '@slack/types';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import { z } from 'zod';
import { ServiceError } from '../../ports/service-error.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { normalise } from './errors.ts';
import { createLog } from './log.ts';
import type { Rendered } from './render/blocks.ts';
import { formsOf } from './simpler.ts';

/**
 * Every call ends within this, or its outcome is unknown (the client has no limit by default: docs/services.md,
 * Slack).
 */
const CALL_TIMEOUT_MS = 10_000;

export interface SlackEndpoint {
  botToken: string;
  /** Slack's Web API; its own address when absent. */
  apiUrl?: string;
}

/** Navi's own account, from `auth.test`. */
interface Identity {
  team: string;
  user: string;
  bot: string;
  /** The workspace's address, with a slash at its end; null where Slack does not say it. */
  url: string | null;
}

/** Slack's answer, not validated yet. */
export interface Answered {
  answer: unknown;
  requestIds: readonly string[];
}

/** The Web API calls that Navi makes, each sent exactly once. All throw `ServiceError`. */
export interface SlackCalls {
  identity(): Promise<Identity>;
  /** Any method, with its answer not validated: the caller validates what it needs by a schema. */
  call(method: string, args: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Like `call`, with Slack's id of the request. */
  send(method: string, args: Readonly<Record<string, unknown>>): Promise<Answered>;
  /** Sends a message by this method; in a simpler form where Slack refuses the first. */
  say(method: string, args: Readonly<Record<string, unknown>>, rendered: Rendered): Promise<Answered>;
  openView(triggerId: string, view: ModalView): Promise<{ view: string }>;
  updateView(viewId: string, view: ModalView): Promise<void>;
  whisper(what: {
    channel: string;
    thread?: string | undefined;
    account: string;
    rendered: Rendered;
  }): Promise<void>;
}

/**
 * Settings for a client of Navi's own. A new object each time, since Slack's libraries write into it; retries are
 * Navi's business, and a rate limit on one method must not hold up the others (docs/services.md, Slack).
 */
export function clientOptions(endpoint: { apiUrl?: string }, telemetry: Telemetry): WebClientOptions {
  return {
    ...(endpoint.apiUrl !== undefined && { slackApiUrl: endpoint.apiUrl }),
    retryConfig: { retries: 0 },
    timeout: CALL_TIMEOUT_MS,
    rejectRateLimitedCalls: true,
    logger: createLog(telemetry, 'slack client'),
  };
}

const AuthTest = z.object({
  user_id: z.string(),
  bot_id: z.string(),
  team_id: z.string(),
  url: z
    .url({ protocol: /^https$/ })
    .nullable()
    .catch(null),
});
const ViewAnswer = z.object({ view: z.object({ id: z.string() }) });

export function createSlackCalls(endpoint: SlackEndpoint, telemetry: Telemetry): SlackCalls {
  const requests = new AsyncLocalStorage<string[]>();
  const web = new WebClient(endpoint.botToken, {
    ...clientOptions(endpoint, telemetry),
    fetch: fetchNoting((id) => requests.getStore()?.push(id)),
  });
  let known: Identity | undefined;

  async function send(method: string, args: Readonly<Record<string, unknown>>): Promise<Answered> {
    const requestIds: string[] = [];
    const count = (outcome: string) =>
      telemetry.count('service_calls', { service: 'slack', call: method, outcome });
    try {
      const answer = await requests.run(requestIds, () => web.apiCall(method, { ...args }));
      count('ok');
      return { answer, requestIds };
    } catch (error) {
      const known = normalise(error, method, requestIds.at(-1));
      count(known.facts.kind);
      throw known;
    }
  }

  async function call(method: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
    return (await send(method, args)).answer;
  }

  async function say(
    method: string,
    args: Readonly<Record<string, unknown>>,
    rendered: Rendered,
  ): Promise<Answered> {
    const [drawn, ...simpler] = formsOf(rendered);
    try {
      return await send(method, { ...args, ...drawn });
    } catch (error) {
      return sendSimpler(error, simpler, (form) => send(method, { ...args, ...form }));
    }
  }

  /** Tries each simpler form in turn; throws an error that is not about the form, and the refusal of the last form. */
  async function sendSimpler(
    refused: unknown,
    forms: readonly Rendered[],
    sendForm: (form: Rendered) => Promise<Answered>,
  ): Promise<Answered> {
    const { call, code, isForm, problem } = normalise(refused, 'say').facts;
    const [next, ...rest] = forms;
    if (isForm !== true || next === undefined) throw refused;
    telemetry.warn('Slack has refused a message; it is sent again simpler', {
      call,
      code: code ?? '',
      problem,
    });
    try {
      return await sendForm(next);
    } catch (error) {
      return sendSimpler(error, rest, sendForm);
    }
  }

  return {
    call,
    send,
    say,
    identity: async () => {
      if (known === undefined) {
        const answer = read(AuthTest, await call('auth.test', {}), 'auth.test');
        known = { team: answer.team_id, user: answer.user_id, bot: answer.bot_id, url: answer.url };
      }
      return known;
    },
    openView: async (triggerId, view) => {
      const answer = await call('views.open', { trigger_id: triggerId, view });
      return { view: read(ViewAnswer, answer, 'views.open').view.id };
    },
    updateView: async (viewId, view) => {
      await call('views.update', { view_id: viewId, view });
    },
    whisper: async ({ channel, thread, account, rendered }) => {
      const to = { channel, user: account, ...(thread !== undefined && { thread_ts: thread }) };
      await say('chat.postEphemeral', to, rendered);
    },
  };
}

const LONGEST_ID = 100;

/** `fetch` that reports Slack's id of each request, which the client's answers and errors lack. */
function fetchNoting(note: (id: string) => void): typeof fetch {
  return async (input, init) => {
    const answer = await fetch(input, init);
    const id = answer.headers.get('x-slack-req-id');
    if (id !== null) note(id.slice(0, LONGEST_ID));
    return answer;
  };
}

/** Validates the needed fields of a Slack answer; an invalid answer counts as unknown. */
export function read<T>(schema: z.ZodType<T>, answer: unknown, call: string): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new ServiceError({
    service: 'slack',
    call,
    kind: 'unknown',
    problem: 'an answer without the expected fields',
  });
}
