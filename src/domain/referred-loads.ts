/** Loads of the script that came from one site's pages in one period. */
export interface ReferredLoads {
  /** The site by its host name, which the visitor's browser names and anybody can invent; null where it names none. */
  host: string | null;
  /** What was loaded: a release line or a tag, such as `v1` or `v1.2.0`; null for anything else. */
  loaded: string | null;
  /** Begin of the period, ISO. */
  at: string;
  count: number;
}

/** What the load balancer's log-based metric counted. A host that it did not count is not there: that is not zero. */
export type LoadsRead =
  /** The project has no such metric, which `metric` names. */
  | { is: 'not-created'; metric: string }
  | {
      is: 'read';
      loads: readonly ReferredLoads[];
      /** A part is missing: every number is a lower bound, and what is not there may have been loaded. */
      isIncomplete: boolean;
    };
