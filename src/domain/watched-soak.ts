/** What the journal says of the watch of a released version: it decides whether a staged release goes on. */
export interface WatchedSoak {
  /** Whether the watch has begun. */
  hasBegun: boolean;
  /** Since when (ISO) it is worse than the release that it replaced; null where it is not, or where a person keeps it. */
  worseSince: string | null;
  /** Its time is over, and a person has to go on: nothing could be compared. */
  asksPerson: boolean;
  /** How the watch ended; null while it lasts. */
  over: 'passed' | 'by-person' | 'superseded' | null;
  /** The newest verdict; null before the first. */
  verdict: string | null;
}
