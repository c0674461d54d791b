import type { Message } from '../../../domain/message.ts';
import { isSettled, responsibleFor } from '../../../domain/notice.ts';
import { tagOf } from '../../../domain/version.ts';
import type { Context } from '../../../engine/context.ts';

const MOST_SHOWN = 10;

/** The notices that are not given, in one message; none where all are. */
export function openNotices({ store, settings }: Pick<Context, 'store' | 'settings'>): Promise<Message[]> {
  return store.transaction(async (tx): Promise<Message[]> => {
    const open = await tx.notices.open();
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
    if (lines.length === 0) return [];
    const more = open.length > MOST_SHOWN ? [`and ${open.length - MOST_SHOWN} more`] : [];
    return [{ is: 'line', level: 'warn', text: ['Notices to customers:', ...lines, ...more].join('\n') }];
  });
}
