import type { Operation } from '../../domain/operation.ts';
import type { Live, Surface, SurfaceId } from '../../domain/surface.ts';

/** Whole operations. `lock` locks a row until the transaction ends, so read-change-save has no race. */
export interface Operations {
  insert(operation: Operation): Promise<void>;
  lock(id: string): Promise<Operation | undefined>;
  get(id: string): Promise<Operation | undefined>;
  save(operation: Operation): Promise<void>;
  open(): Promise<Operation[]>;
  countOpen(): Promise<number>;
  /** Newest first, by time of request. For history only: decisions use the complete tables. */
  recent(limit: number): Promise<Operation[]>;
  /** Every operation of a release line that was requested at or after this time (ISO), newest first. */
  ofReleaseLine(releaseLine: string, since: string): Promise<Operation[]>;
  /** Every operation that ended at or after this time (ISO). */
  endedSince(at: string): Promise<Operation[]>;
}

export interface Surfaces {
  all(): Promise<Surface[]>;
  /** Takes all of these for an operation, or none: returns those that another one holds. Unknown ones are created. */
  take(ids: readonly SurfaceId[], operation: string): Promise<Surface[]>;
  /** Frees everything the operation holds. */
  free(operation: string): Promise<void>;
  /** Corrects the holder of a surface, where its row differs from the open operations. */
  setHolder(id: SurfaceId, operation: string | null): Promise<void>;
  /**
   * Saves what is live now, and who moved it. With `verifiedAt` null the earlier time stays, if the value is the
   * same.
   */
  setLive(
    id: SurfaceId,
    live: Live,
    by: { operation: string; at: string; verifiedAt: string | null },
  ): Promise<void>;
}
