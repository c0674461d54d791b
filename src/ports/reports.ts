import type { Minutes } from '../domain/period.ts';

/** How often something was reported in a minute (its begin, ISO), by the version of the script. */
export interface ReportCount {
  minute: string;
  version: string;
  count: number;
}

/** What scripts reported. A minute that is not listed had none. */
export interface Reported {
  loads: readonly ReportCount[];
  errors: readonly ReportCount[];
  /** Minutes (ISO) of which some loads, or some errors, are not counted, whatever the version. */
  partLoads: ReadonlySet<string>;
  partErrors: ReadonlySet<string>;
}

/** What the scripts in customers' pages report: counts only, never a message, a title or an address. */
export interface Reports {
  read(minutes: Minutes): Promise<Reported>;
}
