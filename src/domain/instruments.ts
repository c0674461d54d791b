/** A source that counts the loads of each release. */
export interface Instrument {
  /** For people, at the begin of a sentence. */
  name: string;
  /** What is wrong with it, and what to do; null where it works. */
  trouble: string | null;
  /** The newest minute of the last hour in which it saw the live version, ISO; null for none. */
  sawLiveAt: string | null;
}

/** What would watch the next release. */
export interface Instruments {
  /** What is live on its line; null for nothing. */
  live: string | null;
  /** Those that are set up. */
  sources: readonly Instrument[];
  /** What is wrong with Navi's own probes; null where each gets what is live. */
  probeTrouble: string | null;
}
