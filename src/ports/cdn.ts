import type { Receipt } from './receipt.ts';

export type PurgeStatus = { is: 'running' } | { is: 'done' } | { is: 'failed'; problem: string };

/** The CDN's control side, in our words. Throws `NeighbourError`. */
export interface Cdn {
  /** Loads the client ahead of need: it takes over a second. Safe to call often. */
  warm(): void;
  /** Asks for one path to be dropped from every cache. The same `requestId` asks once, however often it is sent. Gives the operation's name, which is Compute's id of the request too. */
  purge(what: { path: string; requestId: string }): Promise<{ operation: string } & Receipt>;
  purgeStatus(operation: string): Promise<PurgeStatus>;
  /** Those of these IAM permissions on the URL map that Navi's own account has. */
  permissions(wanted: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}
