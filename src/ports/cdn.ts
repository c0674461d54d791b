import type { Receipt } from './receipt.ts';

export type PurgeStatus = { is: 'running' } | { is: 'done' } | { is: 'failed'; problem: string };

/** The CDN's control API. Throws `ServiceError`. */
export interface Cdn {
  /** Loads the client in advance, which takes over a second. Safe to call often. */
  warm(): void;
  /**
   * Purges one path from every cache. The same `requestId` purges once, however often it is sent. Returns the
   * operation's name, which is also Compute's id of the request.
   */
  purge(what: { path: string; requestId: string }): Promise<{ operation: string } & Receipt>;
  purgeStatus(operation: string): Promise<PurgeStatus>;
  /** The subset of these IAM permissions that Navi's own account has on the URL map. */
  permissions(wanted: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}
