import type { Fields } from '../world/shapes.ts';

type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api';

/** A delivery to the app, in Socket Mode's form (docs/services.md, Slack); HTTP mode sends the same payload. */
export interface Envelope {
  envelope_id: string;
  type: EnvelopeType;
  accepts_response_payload: boolean;
  payload: Fields;
  /** Only events are sent again. */
  retry_attempt?: number;
  retry_reason?: string;
}

/** The result of one sending: the app's acknowledgement with its content, or why there was none. */
export type Outcome =
  | { kind: 'acked'; payload: unknown }
  | { kind: 'failed'; reason: string; noRetry?: boolean }
  /** No socket is open, or nothing listens at the address. */
  | { kind: 'unreachable'; reason: string };

/** One connection to the app: sockets, or signed requests. */
export interface Carrier {
  /** Sends once. With `cut` the connection is broken right after the app was reached. */
  send(envelope: Envelope, options?: { cut?: boolean }): Promise<Outcome>;
}
