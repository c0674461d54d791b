import type { Cdn } from './cdn.ts';
import type { CustomersFile } from './customers.ts';
import type { Downloads } from './downloads.ts';
import type { Edge } from './edge.ts';
import type { Feedback } from './feedback.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { Mail } from './mail.ts';
import type { Objects } from './objects.ts';
import type { Pager } from './pager.ts';
import type { Registry } from './registry.ts';
import type { Reports } from './reports.ts';
import type { Scm } from './scm.ts';
import type { Traffic } from './traffic.ts';

/** A service that a team may leave out; `missing` names the setting. */
export type Optional<T> = { service: T } | { missing: string };

/** Every service that a step, a job or a source may read or write. */
export interface Services {
  scm: Scm;
  registry: Registry;
  objects: Objects;
  cdn: Cdn;
  edge: Edge;
  /** Null where no address is configured. */
  heartbeat: Heartbeat | null;
  /** Null where none is configured. */
  pager: Pager | null;
  feedback: Feedback;
  traffic: Traffic;
  downloads: Downloads;
  customersFile: CustomersFile;
  mail: Optional<Mail>;
  sentry: Optional<Reports>;
  datadog: Optional<Reports>;
}
