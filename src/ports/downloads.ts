/** How often packages are downloaded, mostly by CI. Undefined for a package that the service does not know. */
export interface Downloads {
  /** By version, in the seven days before today (UTC): a day that is not counted yet adds nothing. */
  lastWeek(name: string): Promise<ReadonlyMap<string, number> | undefined>;
  /** Each of the last 30 days, as `2026-11-27`; a day that is not counted yet is 0. */
  lastDays(name: string): Promise<ReadonlyMap<string, number> | undefined>;
}
