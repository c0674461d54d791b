import { createHmac } from 'node:crypto';
import { parseJson } from '../blocks/accept.ts';
import { SIGNING_SECRET } from '../world/seed.ts';
import type { RequestUrls, Workspace } from '../world/workspace.ts';
import type { Carrier, Envelope, Outcome } from './envelope.ts';

const FORM = 'application/x-www-form-urlencoded';
/** The limit of an app's answer; the rest is not read. */
const ANSWER_BYTES = 1_000_000;

/** The headers that prove a request comes from Slack (docs/services.md, Slack: HTTP signing). */
export function signatureHeaders(body: string, nowMs: number): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const mac = createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${mac}` };
}

/** HTTP mode: every delivery is a signed request to the app's own address. */
export function createRequests(workspace: Workspace, urls: RequestUrls): Carrier {
  return {
    send: async (envelope, { cut = false } = {}) => {
      const { url, type, body } = requestFor(urls, envelope);
      try {
        const answer = await fetch(url, {
          method: 'POST',
          redirect: 'manual',
          headers: {
            'content-type': type,
            ...signatureHeaders(body, workspace.now()),
            ...(envelope.retry_attempt && { 'x-slack-retry-num': String(envelope.retry_attempt) }),
            ...(envelope.retry_reason && { 'x-slack-retry-reason': envelope.retry_reason }),
          },
          body,
          signal: AbortSignal.timeout(workspace.pace.ackSeconds * 1000),
        });
        const text = (await answer.text()).slice(0, ANSWER_BYTES);
        if (cut) return { kind: 'failed', reason: 'http_timeout' };
        return outcomeOf(answer, text);
      } catch (error) {
        const late = error instanceof Error && error.name === 'TimeoutError';
        return late
          ? { kind: 'failed', reason: 'http_timeout' }
          : { kind: 'unreachable', reason: 'connection_failed' };
      }
    },
  };
}

function requestFor(
  urls: RequestUrls,
  { type, payload }: Envelope,
): { url: string; type: string; body: string } {
  if (type === 'events_api')
    return { url: urls.events, type: 'application/json', body: JSON.stringify(payload) };
  if (type === 'interactive') {
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    return { url: urls.interactivity, type: FORM, body };
  }
  const fields = Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]));
  return { url: urls.commands, type: FORM, body: new URLSearchParams(fields).toString() };
}

function outcomeOf(answer: Response, text: string): Outcome {
  const noRetry = answer.headers.get('x-slack-no-retry') === '1';
  if (answer.status !== 200) return { kind: 'failed', reason: 'http_error', noRetry };
  const json = answer.headers.get('content-type')?.includes('json') === true;
  return { kind: 'acked', payload: json ? parseJson(text) : text === '' ? {} : { text } };
}
