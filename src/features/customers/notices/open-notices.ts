import type { Message } from '../../../domain/message.ts';
import { isSettled, responsibleFor } from '../../../domain/notice.ts';
import { tagOf } from '../../../domain/version.ts';
import type { Context } from '../../../engine/context.ts';
import type { Tx } from '../../../ports/store.ts';

const MOST_SHOWN = 10;

/** The notices that are not given, in one message; none where all are. */
export async function openNotices({
  store,
  settings,
}: Pick<Context, 'store' | 'settings'>): Promise<Message[]> {
  const lines = await store.transaction((tx) => openNoticeLines(tx, { settings }));
  if (lines.length === 0) return [];
  return [{ is: 'line', level: 'warn', text: ['Notices to customers:', ...lines].join('\n') }];
}

/** A line for each notice that is not given, the one that is due first first. */
export async function openNoticeLines(tx: Tx, { settings }: Pick<Context, 'settings'>): Promise<string[]> {
  const open = (await tx.notices.open()).toSorted((one, other) => one.on.localeCompare(other.on));
  const lines: string[] = [];
  for (const notice of open.slice(0, MOST_SHOWN)) {
    const deliveries = await tx.notices.deliveries(notice.id);
    const left = deliveries.filter(({ state }) => !isSettled(state)).length;
    const responsible = responsibleFor(notice);
    const who = settings.people.find(({ id }) => id === responsible)?.name ?? responsible;
    const { version, kind, state } = notice;
    lines.push(
      `${tagOf(version)} (${kind}): ${state.is === 'sending' ? 'sent, not complete' : `${state.is}, not sent`}; ${left} of ${deliveries.length} recipients are open; ${who} looks after it`,
    );
  }
  const more = open.length > MOST_SHOWN ? [`and ${open.length - MOST_SHOWN} more`] : [];
  return [...lines, ...more];
}
