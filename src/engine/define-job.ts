import { z } from 'zod';
import type { JobSchedule } from '../domain/schedule.ts';
import type { Subject } from '../domain/subject.ts';
import type { DueJob, JobOutcome } from '../ports/tables/jobs.ts';
import type { Context } from './context.ts';

/** The subject and payload of the job's row. */
interface JobCall<Payload> {
  subject: Subject;
  payload: Payload;
}

/** A job as its file defines it. */
interface JobDefinition<Payload> {
  /** Also the name of the file. Rows carry it, so a used name must keep its meaning. */
  name: string;
  /** The schema of a row's payload. */
  payload: z.ZodType<Payload>;
  /** When it is due by itself; its payload is then `SCHEDULED`. The schedule has the job's name, or an earlier one. */
  schedule?: Pick<JobSchedule, 'usual' | 'why'> & { name?: string };
  /** Runs the job, at least once. A thrown error is logged, and the job is due again after a growing pause. */
  run(context: Context, call: JobCall<Payload>): Promise<JobOutcome>;
}

/** A defined job: it parses the payload of each row. */
export interface Job {
  name: string;
  schedule?: JobSchedule;
  run(context: Context, row: DueJob): Promise<JobOutcome>;
}

/** The payload of a job that needs only its subject. */
export const NOTHING = z.null();

/** The payload of a scheduled job; null when something else caused the job. */
export const SCHEDULED = z
  .object({
    /** The occurrence's local time, such as `2026-11-27 09:00 Europe/Brussels`. */
    occurrence: z.string(),
    dueAt: z.iso.datetime(),
    /** It is caught up: no process ran at its time. */
    isLate: z.boolean(),
    /** Earlier occurrences that are skipped. */
    skipped: z.int(),
  })
  .nullable();

/** The default export of each file in a folder `jobs/`. */
export function defineJob<Payload>({ name, payload, schedule, run }: JobDefinition<Payload>): Job {
  return {
    name,
    ...(schedule === undefined ? {} : { schedule: { name, job: name, ...schedule } }),
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
  /** Their usual schedules, by name. */
  schedules: readonly JobSchedule[];
  run: Job['run'];
}

/** Creates jobs from the imported files. An invalid file stops the start, by name. */
export function jobsFrom(files: readonly { name: string; exports: unknown }[]): Jobs {
  const jobs = new Map<string, Job>();
  for (const file of files) {
    if (jobs.has(file.name)) throw new Error(`two jobs are named "${file.name}"`);
    jobs.set(file.name, jobFrom(file));
  }
  return {
    names: [...jobs.keys()].toSorted(),
    schedules: schedulesOf([...jobs.values()]),
    async run(context, row) {
      const job = jobs.get(row.kind);
      if (job === undefined) throw new Error(`this version does not know the job ${row.kind}`);
      return job.run(context, row);
    },
  };
}

function schedulesOf(jobs: readonly Job[]): JobSchedule[] {
  const schedules = jobs.flatMap(({ schedule }) => schedule ?? []);
  const names = new Set(schedules.map(({ name }) => name));
  if (names.size < schedules.length) throw new Error('two schedules have one name');
  return schedules.toSorted((one, other) => one.name.localeCompare(other.name));
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
