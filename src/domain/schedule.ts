export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** When a schedule is due: at an interval from midnight UTC, or at local times, as `09:00`, of a time zone. */
export type When =
  | { is: 'every'; ms: number }
  | { is: 'at'; times: readonly string[]; days: readonly Weekday[]; zone: string };

/** When a job is due, and the job's name. */
export interface Schedule {
  when: When;
  job: string;
}

/** A job's usual schedule, as its definition brings it; the configuration may name another time. */
export interface JobSchedule {
  /** Its name in the store. A used name must keep its meaning. */
  name: string;
  job: string;
  /** Written as in the configuration, whose name for it is `name` in camel case. */
  usual: { every: string } | { at: string };
  /** When that is, for the configuration's schema: `When Navi …`. */
  why: string;
}

/** One time at which a schedule is due. */
export interface Occurrence {
  /** Its local time for people, such as `2026-11-27 09:00 Europe/Brussels`. */
  name: string;
  /** ISO. */
  dueAt: string;
}
