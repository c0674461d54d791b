/** The answer of one configured address. */
export interface AddressSeen {
  /** The variable or setting that names it. */
  setting: string;
  /** Its origin. */
  address: string;
  /** Null where it answered, with any status. */
  problem: string | null;
  /**
   * How far its clock is ahead of Navi's, in milliseconds, by the `Date` header; null where it names none. The header
   * has whole seconds, so a difference of a second says nothing.
   */
  aheadMs: number | null;
}

/** The disk of the embedded store's folder. Bytes. */
export interface DiskSpace {
  folder: string;
  free: number;
  total: number;
}

/** The machine and the variables around Navi, as far as people ask about them. */
export interface Host {
  /** Requests each configured address once. */
  addresses(): Promise<AddressSeen[]>;
  /** Null where the store is a database elsewhere. */
  disk(): Promise<DiskSpace | null>;
  /** Variables that are valid and that a person should look at; no value of a secret is in it. */
  remarks(): readonly { what: string; next: string }[];
}
