import { z } from 'zod';
import type { Subject } from '../domain/subject.ts';
import type { DueJob, JobOutcome } from '../ports/store.ts';
import type { Context } from './context.ts';

/** What a job is done for: its row's subject and payload. */
interface JobCall<Payload> {
  subject: Subject;
  payload: Payload;
}

/** A job as its file defines it. */
interface JobDefinition<Payload> {
  /** The file's name too. Rows carry it, so that a name that was used once keeps its meaning. */
  name: string;
  /** What a row's payload has to be. */
  payload: z.ZodType<Payload>;
  /** Does the job, at least once. What it throws is logged, and has the job due again after a growing pause. */
  run(context: Context, call: JobCall<Payload>): Promise<JobOutcome>;
}

/** A job that was defined: it parses the payload of each row. */
export interface Job {
  name: string;
  run(context: Context, row: DueJob): Promise<JobOutcome>;
}

/** The payload of a job that needs its subject and nothing else. */
export const NOTHING = z.null();

/** What a schedule gives its job; null where something else has it done. */
export const SCHEDULED = z
  .object({
    /** The occurrence's local time, such as `2026-11-27 09:00 Europe/Brussels`. */
    occurrence: z.string(),
    dueAt: z.iso.datetime(),
    /** It is caught up: nothing looked for it at its time. */
    isLate: z.boolean(),
    /** Occurrences before it that are not done any more. */
    skipped: z.int(),
  })
  .nullable();

/** The default export of each file in a folder `jobs/`. */
export function defineJob<Payload>({ name, payload, run }: JobDefinition<Payload>): Job {
  return {
    name,
    async run(context, { key, subject, payload: given }) {
      const parsed = payload.safeParse(given);
      if (!parsed.success) throw new Error(`the payload of ${key} is not one of the job ${name}`);
      return run(context, { subject, payload: parsed.data });
    },
  };
}

/** The jobs that this version knows. */
export interface Jobs {
  names: readonly string[];
  run: Job['run'];
}

/** Turns the folder's files, as they were imported, into jobs. A file that is not a proper job stops the start, by name. */
export function jobsFrom(files: readonly { name: string; exports: unknown }[]): Jobs {
  const jobs = new Map<string, Job>();
  for (const file of files) {
    if (jobs.has(file.name)) throw new Error(`two jobs are named "${file.name}"`);
    jobs.set(file.name, jobFrom(file));
  }
  return {
    names: [...jobs.keys()].toSorted(),
    async run(context, row) {
      const job = jobs.get(row.kind);
      if (job === undefined) throw new Error(`this version does not know the job ${row.kind}`);
      return job.run(context, row);
    },
  };
}

function jobFrom({ name, exports }: { name: string; exports: unknown }): Job {
  const job: unknown = typeof exports === 'object' && exports !== null && Reflect.get(exports, 'default');
  if (!isJob(job)) throw new Error(`jobs/${name}.ts: its default export must be made with defineJob({ … })`);
  if (job.name !== name)
    throw new Error(`jobs/${name}.ts defines the job "${job.name}"; the two names must be the same`);
  return job;
}

function isJob(value: unknown): value is Job {
  if (typeof value !== 'object' || value === null) return false;
  return typeof Reflect.get(value, 'name') === 'string' && typeof Reflect.get(value, 'run') === 'function';
}
