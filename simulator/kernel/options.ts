import type { Fault } from './faults.ts';
import type { WorldClock } from './world-clock.ts';

/** One call that reached a simulated service, as `GET /_control/log` shows it. */
export interface Call {
  at: string;
  method: string;
  path: string;
  status: number | 'cut' | 'hung';
  fault?: string;
  /** Milliseconds until the answer; absent while there is none. */
  ms?: number;
}

export interface KernelOptions {
  /** The service's name: what `target` means in a fault. */
  name: string;
  /** The world's time. */
  clock: WorldClock;
  /** The calls other than GET that answer only when something has happened, such as `operations.wait`. */
  held?: readonly string[];
  /** The body of a call that a fault breaks, in the words of the service; the default is plain text. */
  renderError?: (fault: Fault, status: number) => Response;
  /**
   * The answer to a call that is not built, in the service's own form. Clients repeat a 5xx for a minute and take a 404
   * for "it is not there", so it is a 405 where the service has no word of its own.
   */
  renderUnbuilt?: (what: string) => Response;
  /** The header that carries the service's own id of each request. */
  requestIdHeader?: string;
  /** The status of a rate limit; 429, with `Retry-After`, where none is named. */
  rateLimitStatus?: number;
  /** What `GET /_control/state` shows; may be a promise. */
  state: () => unknown;
  /** Restores the state of the start. */
  reset: () => void | Promise<void>;
  /**
   * Called instead of a reset, with the function that resets this service and its services: for what must stop
   * meanwhile.
   */
  aroundReset?: (reset: () => Promise<void>) => Promise<void>;
  /** The service's own pace settings; `POST /_control/pace` changes them in place. */
  pace: Record<string, unknown>;
  /** Called after the pace was changed. */
  onPace?: () => void;
  /** Browsers may call it from the pages of any site, under its own public name; not its control calls. */
  isPublic?: boolean;
  /** The other services by name, for control calls that serve the whole world (Slack's). */
  services?: () => Record<string, string>;
}
