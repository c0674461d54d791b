import type { Fault } from './faults.ts';

/** One call that reached a simulated service, as `GET /_control/log` shows it. */
export interface Call {
  at: string;
  method: string;
  path: string;
  status: number | 'cut' | 'hung';
  fault?: string;
  /** Milliseconds until it was answered; absent while it is not. */
  ms?: number;
}

export interface KernelOptions {
  /** The service's name: what `target` means in a fault. */
  name: string;
  /** The body a broken call gets, in the words of the service; the default is plain text. */
  renderError?: (fault: Fault, status: number) => Response;
  /** The header in which the service tells its own id of each request. */
  requestIdHeader?: string;
  /** The status of an answer that refuses haste; 429, with `Retry-After`, where none is named. */
  rateLimitStatus?: number;
  /** What `GET /_control/state` shows; may be a promise. */
  state: () => unknown;
  /** Back to the beginning. */
  reset: () => void | Promise<void>;
  /** Called for a reset in its stead, with what resets this service and its services: for what must stop meanwhile. */
  aroundReset?: (reset: () => Promise<void>) => Promise<void>;
  /** The service's own pace settings, changed in place by `POST /_control/pace`. */
  pace: Record<string, unknown>;
  /** Called after the pace was changed. */
  onPace?: () => void;
  /** Browsers ask for it from the pages of any site, under its own public name; not for its control door. */
  isPublic?: boolean;
  /** The other services by name, for a door that speaks for the whole world (Slack's). */
  services?: () => Record<string, string>;
}
