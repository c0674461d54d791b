import type { Message } from '../../../domain/message.ts';
import type { NoticeTopic } from '../../../domain/notice.ts';
import type { Caller, Place } from '../../../domain/person.ts';
import type { Context } from '../../../engine/context.ts';
import { reassignIn, snoozeIn } from './care.ts';
import type { Settlement } from './decide-settle.ts';
import { draftNotice } from './draft.ts';
import { onNotice, reviewNotice, sendReviewed, testNotice } from './review.ts';
import { settleNotice } from './settle.ts';
import { showNotice } from './show.ts';

interface NoticeWords {
  word: 'draft' | 'show' | 'review' | 'send' | 'test' | 'snooze' | 'reassign' | Settlement;
  version: string;
  /** Of a draft. */
  topic: NoticeTopic;
  on: string | null;
  says: string | null;
  remind: readonly number[] | null;
  page: number;
  isProof: boolean;
  isCsv: boolean;
  recipient: string | null;
  text: string;
  caller: Caller;
  place: Place;
}

/** What people type about a notice, and what does it. */
export function notice(context: Context, typed: NoticeWords): Promise<Message> {
  const { word, version, topic, on, says, remind, page, isProof, isCsv, recipient, text, caller, place } =
    typed;
  const ask = { version, caller, place };
  switch (word) {
    case 'draft':
      return draftNotice(context, { ...ask, topic, on, says, remind });
    case 'show':
      return showNotice(context, { version, customer: recipient, page, isProof, isCsv });
    case 'review':
      return reviewNotice(context, { ...ask, digest: recipient ?? '' });
    case 'send':
      return sendReviewed(context, ask);
    case 'test':
      return testNotice(context, ask);
    case 'snooze':
    case 'reassign': {
      const apply = word === 'snooze' ? snoozeIn : reassignIn;
      const said = `${recipient ?? ''} ${text}`;
      return onNotice(context, ask, (tx, known) => apply(tx, context, known, { ...ask, text: said }));
    }
    default:
      return settleNotice(context, { ...ask, recipient: recipient ?? '', is: word, text: text.trim() });
  }
}
