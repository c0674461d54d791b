import type { Page } from '../domain/page.ts';

/** A program outside Slack that wakes people. */
export interface Pager {
  /** Delivers one page. The same id is the same page: a pager takes it once. Throws `ServiceError`. */
  send(id: string, page: Page): Promise<void>;
  /** Whether its address answers, without paging. Throws `ServiceError`. */
  reach(): Promise<void>;
}
