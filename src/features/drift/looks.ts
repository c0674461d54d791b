import type { ServedHeaders } from '../../domain/object-headers.ts';
import type { Subject } from '../../domain/subject.ts';
import type { SurfaceId } from '../../domain/surface.ts';
import type { Compared } from './finding.ts';

/** The answer of one probe to a browser. */
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
  /** When the bucket says this generation was written; ISO. */
  updatedAt: string;
}

/** A snapshot: what the services showed of one recorded subject. */
export type Look =
  | {
      is: 'pointer';
      subject: Subject;
      path: string;
      /** Null where there is no object. */
      origin: Origin | null;
      served: readonly Served[];
    }
  /** `isShown`: whether readers of the registry see the registry's own value. */
  | { is: 'dist-tag'; subject: Subject; name: string; tag: string; version: string | null; isShown: boolean }
  | GitTagLook
  /** Something that is stored for ever, compared where it was read. */
  | { is: 'stored'; subject: Subject; recorded: string; compared: Compared }
  /** A service did not answer: that is not drift. */
  | { is: 'unreadable'; subject: Subject };

/** `found` is the tag as it is, its object and the commit it leads to; null where there is no such tag. */
export interface GitTagLook {
  is: 'git-tag';
  subject: Subject;
  tag: string;
  found: { object: string; commit: string } | null;
}

export type DistTagLook = Extract<Look, { is: 'dist-tag' }>;

export function surfaceSubject(id: SurfaceId): Subject {
  return { kind: 'surface', id };
}

export function gitTagSubject(tag: string): Subject {
  return { kind: 'git-tag', id: tag };
}

const PINNED = 'pinned-object';
const NPM_VERSION = 'npm-version';

export function pinnedSubject(version: string): Subject {
  return { kind: PINNED, id: version };
}

export function npmSubject(name: string, version: string): Subject {
  return { kind: NPM_VERSION, id: `${name}@${version}` };
}

const INTEGRATION = 'integration';

/** What a customer's page gets of a release line. */
export function integrationSubject(line: string): Subject {
  return { kind: INTEGRATION, id: line };
}

const VERSION_MAP = 'version-map';

/** What code gets that asks the published package for the live version of a release line. */
export function versionMapSubject(line: string): Subject {
  return { kind: VERSION_MAP, id: line };
}

export function isVersionMap({ kind }: Subject): boolean {
  return kind === VERSION_MAP;
}

/** Whether it is what customers' pages and code get. */
export function isIntegration(subject: Subject): boolean {
  return subject.kind === INTEGRATION || isVersionMap(subject);
}

/** Whether it is stored for ever. */
export function isStored({ kind }: Subject): boolean {
  return kind === PINNED || kind === NPM_VERSION;
}
