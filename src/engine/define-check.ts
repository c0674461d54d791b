import type { CheckFound, CheckRow } from '../domain/check.ts';
import { serviceName } from '../domain/service-names.ts';
import type { Host } from '../ports/host.ts';
import { ServiceError } from '../ports/service-error.ts';
import type { Context } from './context.ts';

/** What checks are given: the context, and the machine around Navi. */
export type CheckContext = Context & { host: Host };

/** A check of the doctor as its file defines it. */
interface CheckDefinition {
  /** Also the name of the file, and what is typed to run it alone. */
  name: string;
  /** Its subject, for people. */
  title: string;
  /** Why a problem that it finds matters: one sentence. */
  why: string;
  /** Milliseconds; 10 s when left out. */
  deadline?: number;
  /** Looks, and changes nothing. What it throws is a result too. */
  run(context: CheckContext): Promise<CheckFound>;
}

/** A defined check: it has a result in any case. */
export interface Check {
  name: string;
  title: string;
  run(context: CheckContext): Promise<CheckRow>;
}

const DEADLINE_MS = 10_000;

/** The default export of each file in a folder `checks/`. */
export function defineCheck({ run, deadline = DEADLINE_MS, ...check }: CheckDefinition): Check {
  const { name, title, why } = check;
  return {
    name,
    title,
    run: async (context) => {
      const over = new AbortController();
      try {
        const late = context.clock.wait(deadline, over.signal).then(() => lateAfter(deadline));
        const found = await Promise.race([run(context), late]);
        return found.is === 'ok' ? { name, title, ...found } : { name, title, why, ...found };
      } catch (error) {
        return { name, title, why, ...thrown(context, name, error) };
      } finally {
        over.abort();
      }
    },
  };
}

type Failed = { is: 'failed'; saw: string; next: string };

function lateAfter(ms: number): Failed {
  return {
    is: 'failed',
    saw: `There was no answer within ${ms / 1000} s.`,
    next: 'Check that this machine can reach the service, then run this check again.',
  };
}

function thrown({ telemetry }: CheckContext, check: string, error: unknown): Failed {
  if (error instanceof ServiceError) {
    const { service, kind, problem } = error.facts;
    const next =
      kind === 'refused'
        ? 'Check the credential and its permissions (.env.example names the variable).'
        : 'Check the address and the service’s status page, then run this check again.';
    return { is: 'failed', saw: `${serviceName(service)}: ${problem}`, next };
  }
  telemetry.error('a check of the doctor could not be completed', error, { check });
  const next = 'Read the log: it names the check and the error.';
  return { is: 'failed', saw: 'The check itself stopped with an error.', next };
}

/** Creates checks from the imported files, by name. An invalid file stops the start. */
export function checksFrom(files: readonly { name: string; exports: unknown }[]): Check[] {
  const checks = files.map(checkFrom);
  const names = checks.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new Error(`two checks are named "${twice}"`);
  return checks.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function checkFrom({ name, exports }: { name: string; exports: unknown }): Check {
  const check: unknown = typeof exports === 'object' && exports !== null && Reflect.get(exports, 'default');
  if (!isCheck(check))
    throw new Error(`checks/${name}.ts: its default export must be made with defineCheck({ … })`);
  if (check.name !== name)
    throw new Error(`checks/${name}.ts defines the check "${check.name}"; the two names must be the same`);
  return check;
}

function isCheck(value: unknown): value is Check {
  if (typeof value !== 'object' || value === null) return false;
  const has = (key: string, type: string) => typeof Reflect.get(value, key) === type;
  return has('name', 'string') && has('title', 'string') && has('run', 'function');
}
