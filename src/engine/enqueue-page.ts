import type { Page } from '../domain/page.ts';
import { PAGES } from '../domain/subject.ts';
import type { Tx } from '../ports/store.ts';
import type { Context } from './context.ts';
import { enqueueDelivery } from './save.ts';

/** Names the page: the pager takes each name once, however often it is delivered. */
function pageKey({ incident, event }: Pick<Page, 'incident' | 'event'>, of = ''): string {
  return `page:${incident}:${event}${of === '' ? '' : `:${of}`}`;
}

/** What an incident begins with: without it nothing more is told of it. */
const BEGINS = { alert: 'alert.firing', summary: 'summary.failed' } as const;

/**
 * Enqueues a page, once for each incident and event; `of` tells several of one event apart. A later event of an
 * incident that the pager was not told of is left out, such as one from before it was set up.
 */
export async function enqueuePage(
  tx: Tx,
  { pager }: Pick<Context, 'pager'>,
  page: Page & { of?: string },
): Promise<void> {
  if (pager === null) return;
  const { of, ...told } = page;
  const begins = BEGINS[told.event.startsWith('alert.') ? 'alert' : 'summary'];
  const key = pageKey(told, of);
  const isLater = told.event !== begins;
  if (isLater && (await tx.outbox.get(pageKey({ ...told, event: begins }))) === undefined) return;
  if ((await tx.outbox.lock(key)) !== undefined) return;
  const subject = { kind: PAGES, id: told.incident };
  await tx.outbox.put({
    ...{ key, subject, about: { is: 'page', page: told }, channel: PAGES, inThread: false, at: told.at },
  });
  await enqueueDelivery(tx, subject, { priority: 'normal', at: told.at });
}
