import type { Json } from '../domain/json.ts';
import type { Minutes } from '../domain/period.ts';
import type { Sample } from '../domain/sample.ts';
import type { Settings } from '../domain/settings.ts';
import { type Failure, SOURCE_NAMES, type SourceId } from '../domain/source-health.ts';
import type { Clock } from '../ports/clock.ts';
import { ServiceError } from '../ports/service-error.ts';
import type { Services } from '../ports/services.ts';
import type { Store } from '../ports/store.ts';

/** What a source is given: a part of the context. */
export interface SourceContext extends Services {
  settings: Settings;
  store: Store;
  clock: Clock;
}

/** What a source answered about a window. */
export interface SourceAnswer {
  samples: readonly Sample[];
  /** What is not a series, as it is now: it replaces the earlier one. Null leaves that as it is. */
  details: Json | null;
}

/** A setting is missing, of Navi or at the service. */
interface NotSetUp {
  missing: string;
}

/** What one read of a source came to. */
export type SourceRead =
  | ({ is: 'answered' } & SourceAnswer)
  /** `problem`: the service's own words, for the log. */
  | { is: 'failed'; failure: Failure; problem: string }
  | { is: 'not-configured'; setting: string };

/** A source of what is measured, as its file defines it. */
interface SourceDefinition {
  /** Also the name of the file. */
  id: SourceId;
  /** How often it is read. */
  everyMinutes: number;
  /** A minute is complete at the source so many minutes after its end. */
  lagMinutes: number;
  /** It can tell of minutes that are so old; 0 where it tells only what is now. */
  reachMinutes: number;
  /** The right that its account needs, as the service names it: what is missing when it answers 403. */
  right: string;
  /**
   * Reads these minutes, within the deadlines of its port; or names the setting that is missing. May throw
   * `ServiceError`.
   */
  read(context: SourceContext, window: Minutes): Promise<SourceAnswer | NotSetUp>;
}

/** A defined source: a read of it comes to something in any case. */
export interface Source
  extends Pick<SourceDefinition, 'id' | 'everyMinutes' | 'lagMinutes' | 'reachMinutes'> {
  /** For people. */
  name: string;
  read(context: SourceContext, window: Minutes): Promise<SourceRead>;
}

/** The default export of each file in a folder `sources/`. */
export function defineSource({ read, right, ...source }: SourceDefinition): Source {
  return {
    ...source,
    name: SOURCE_NAMES[source.id],
    read: async (context, window) => {
      try {
        const found = await read(context, window);
        if ('missing' in found) return { is: 'not-configured', setting: found.missing };
        return { is: 'answered', ...found };
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        const failure = failureOf(error, right, context.clock.now());
        return { is: 'failed', failure, problem: error.facts.problem };
      }
    },
  };
}

/** Why a call failed, for the source's health. */
function failureOf({ facts }: ServiceError, right: string, now: Date): Failure {
  const { kind, status, retryAfterMs } = facts;
  if (kind === 'rate-limited') {
    const until = retryAfterMs === undefined ? null : new Date(now.getTime() + retryAfterMs).toISOString();
    return { is: 'rate-limited', until };
  }
  if (facts.code === 'malformed') return { is: 'unreadable' };
  if (status === 401) return { is: 'unauthorized' };
  if (status === 403) return { is: 'forbidden', right };
  if (status === 404) return { is: 'not-found' };
  if (status !== undefined) return { is: 'server-error', status };
  return { is: 'no-answer' };
}

/** Creates the sources from the imported files. An invalid file stops the start, by name. */
export function sourcesFrom(files: readonly { name: string; exports: unknown }[]): readonly Source[] {
  const sources = files.map(sourceFrom);
  const twice = sources.find(({ id }, at) => sources.findIndex((other) => other.id === id) < at);
  if (twice !== undefined) throw new Error(`two sources are named "${twice.id}"`);
  return sources.toSorted((one, other) => one.id.localeCompare(other.id));
}

function sourceFrom({ name, exports }: { name: string; exports: unknown }): Source {
  const source: unknown = typeof exports === 'object' && exports !== null && Reflect.get(exports, 'default');
  if (!isSource(source))
    throw new Error(`sources/${name}.ts: its default export must be made with defineSource({ … })`);
  if (source.id !== name)
    throw new Error(`sources/${name}.ts defines the source "${source.id}"; the two names must be the same`);
  return source;
}

function isSource(value: unknown): value is Source {
  if (typeof value !== 'object' || value === null) return false;
  return typeof Reflect.get(value, 'id') === 'string' && typeof Reflect.get(value, 'read') === 'function';
}
