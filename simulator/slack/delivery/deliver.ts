import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fields } from '../world/shapes.ts';
import type { Workspace } from '../world/workspace.ts';
import type { Carrier, Envelope, Outcome } from './envelope.ts';
import { createRequests } from './requests.ts';
import type { Sockets } from './sockets.ts';

/** The number of envelopes that are stored for `redeliver`. */
const REMEMBERED = 500;
/** The limit of an event's repetitions (docs/services.md, Slack). */
const REPEATS = 3;

export interface Deliveries {
  /** Sends a command or an interaction to the app and waits for its acknowledgement; never repeated. */
  interact(type: 'slash_commands' | 'interactive', payload: Fields): Promise<Outcome>;
  /** Sends an event to the app, and again when it is not acknowledged (docs/services.md, Slack). */
  event(payload: Fields): void;
  /** Sends an earlier envelope again, the last one by default; false when there is none. */
  redeliver(envelopeId?: string): boolean;
  /** The envelopes sent so far, oldest first. */
  sent(): { envelope_id: string; type: string; retry_attempt?: number }[];
  close(): void;
}

/** Sends everything that goes from Slack to the app, over sockets or, when addresses are set, as signed requests. */
export function createDeliveries(workspace: Workspace, sockets: Sockets): Deliveries {
  const ending = new AbortController();
  let remembered: Envelope[] = [];
  const road: Road = {
    workspace,
    signal: ending.signal,
    carrier: () =>
      workspace.requestUrls === undefined ? sockets : createRequests(workspace, workspace.requestUrls),
    remember: (envelope) => {
      remembered = [...remembered, envelope].slice(-REMEMBERED);
    },
  };
  return {
    interact: (type, payload) =>
      sendOnce(road, { envelope_id: randomUUID(), type, accepts_response_payload: true, payload }).catch(
        () => ({ kind: 'failed', reason: 'closed' }) as const,
      ),
    event: (payload) => {
      // A world that closes drops its last events.
      sendEvent(road, payload).catch(() => undefined);
    },
    redeliver: (envelopeId) => {
      const envelope = remembered.findLast((other) => [undefined, other.envelope_id].includes(envelopeId));
      if (envelope === undefined) return false;
      road
        .carrier()
        .send(envelope)
        .catch(() => undefined);
      return true;
    },
    sent: () =>
      remembered.map(({ envelope_id, type, retry_attempt }) => ({
        envelope_id,
        type,
        ...(retry_attempt !== undefined && { retry_attempt }),
      })),
    close: () => ending.abort(),
  };
}

interface Road {
  workspace: Workspace;
  signal: AbortSignal;
  carrier(): Carrier;
  remember(envelope: Envelope): void;
}

/** Sends an envelope, broken as the faults on `deliver.<type>` say. */
async function sendOnce(
  { workspace, signal, carrier, remember }: Road,
  envelope: Envelope,
): Promise<Outcome> {
  remember(envelope);
  const fault = workspace.faults.take(`deliver.${envelope.type}`);
  switch (fault?.kind) {
    case undefined:
      return carrier().send(envelope);
    case 'duplicate':
      return Promise.race([carrier().send(envelope), carrier().send(envelope)]);
    case 'slow':
      await wait(fault.seconds * 1000, undefined, { signal });
      return carrier().send(envelope);
    case 'accept-then-reset':
      return carrier().send(envelope, { cut: true });
    default:
      return { kind: 'failed', reason: 'timeout' };
  }
}

/** Sends an event up to four times under one envelope id, until it is acknowledged. */
async function sendEvent(road: Road, payload: Fields): Promise<void> {
  const { workspace, signal } = road;
  const envelope_id = randomUUID();
  let reason = '';
  for (let attempt = 0; attempt <= REPEATS; attempt += 1) {
    if (attempt > 0) await workspace.clock.wait(retrySeconds(workspace, attempt) * 1000, signal);
    const outcome = await sendOnce(road, {
      envelope_id,
      type: 'events_api',
      accepts_response_payload: false,
      payload,
      retry_attempt: attempt,
      retry_reason: reason,
    });
    if (outcome.kind === 'acked' || (outcome.kind === 'failed' && outcome.noRetry === true)) return;
    reason = outcome.reason;
  }
}

/** The wait before a repeat; the time already spent on the missing acknowledgement is part of the first one. */
function retrySeconds(workspace: Workspace, attempt: number): number {
  const { ackSeconds, retry1Seconds, retry2Seconds, retry3Seconds } = workspace.pace;
  if (attempt === 1) return Math.max(0, retry1Seconds - ackSeconds);
  return attempt === 2 ? retry2Seconds : retry3Seconds;
}
