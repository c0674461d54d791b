/** What a pager is told: that an incident begins, changes or ends. */
export type PageEvent =
  | 'alert.firing'
  | 'alert.acknowledged'
  | 'alert.unacknowledged'
  | 'alert.resolved'
  | 'summary.failed'
  | 'summary.posted';

/** One call of the pager. It carries names of what Navi watches and counts, nothing of a visitor. */
export interface Page {
  event: PageEvent;
  /** The same for each page of one incident: a pager opens, updates and closes its own incident by it. */
  incident: string;
  /** When it happened, ISO. */
  at: string;
  title: string;
  text: string;
}
