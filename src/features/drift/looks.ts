import type { ServedHeaders } from '../../domain/object-headers.ts';
import type { Subject } from '../../domain/subject.ts';
import type { SurfaceId } from '../../domain/surface.ts';

/** What one probe gives a browser. */
export type Served =
  | {
      probe: string;
      is: 'bytes';
      sha384: string;
      cacheControl: string | null;
      contentType: string | null;
    }
  | { probe: string; is: 'missing'; status: number }
  | { probe: string; is: 'unreachable' };

/** A pointer in the bucket. `version` is the pinned object with the same bytes; null where there is none. */
export interface Origin {
  sha384: string;
  version: string | null;
  generation: string;
  headers: ServedHeaders;
  /** When this generation was written, as the bucket says; ISO. */
  updatedAt: string;
}

/** What the services showed of one thing that Navi recorded. */
export type Look =
  | {
      is: 'pointer';
      subject: Subject;
      path: string;
      /** Null where there is no object. */
      origin: Origin | null;
      served: readonly Served[];
    }
  /** `isShown`: whether readers of the registry see the same as its own copy. */
  | { is: 'dist-tag'; subject: Subject; name: string; tag: string; version: string | null; isShown: boolean }
  /** `commit` is null where there is no such tag. */
  | { is: 'git-tag'; subject: Subject; tag: string; commit: string | null }
  /** A service did not answer: that is no drift. */
  | { is: 'unreadable'; subject: Subject };

export function surfaceSubject(id: SurfaceId): Subject {
  return { kind: 'surface', id };
}

export function gitTagSubject(tag: string): Subject {
  return { kind: 'git-tag', id: tag };
}
