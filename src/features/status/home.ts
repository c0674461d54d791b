import { counted } from '../../domain/figures.ts';
import type { Home, HomeCard } from '../../domain/home.ts';
import type { Message } from '../../domain/message.ts';
import { alertCardKey } from '../../engine/alert-card.ts';
import type { Context } from '../../engine/context.ts';
import { cardKey } from '../../engine/save.ts';
import { openNotices } from '../customers/index.ts';
import { overview } from '../monitoring/index.ts';
import { onCallText, readOnCall } from '../on-call/index.ts';
import { nextInCalendar } from '../planned-releases/index.ts';
import { openReviews, openSignOffs } from '../release/index.ts';
import { status } from './report.ts';

const MOST_CARDS = 10;

/** App Home: what needs a person, criteria, sources and notices first; who is on call; what is live and in progress; what comes next. */
export async function home(context: Context): Promise<Home> {
  const [measured, notices, onCall, live, next, cards] = await Promise.all([
    overview(context),
    openNotices(context),
    onCallLine(context),
    status(context),
    nextInCalendar(context),
    cardsInProgress(context),
  ]);
  return { messages: [...measured, ...notices, onCall, live, next], cards };
}

async function onCallLine(context: Context): Promise<Message> {
  const found = await readOnCall(context);
  const text = onCallText(found, context.settings.monitoring.zone);
  return { is: 'line', text, level: found.problems.length > 0 ? 'warn' : 'info' };
}

function cardsInProgress({ store }: Context): Promise<HomeCard[]> {
  return store.transaction(async (tx) => {
    const open = (await tx.operations.open()).map(({ id, kind, plan }) => {
      return { key: cardKey(id), text: `${kind} v${plan.content.version} (${id})` };
    });
    const signOffs = (await openSignOffs(tx)).map(({ id, owedSignOffs: { version, items } }) => {
      const text = `v${version} needs ${counted(items.length, 'sign-off', 'sign-offs')}: sign on the card`;
      return { key: alertCardKey(id), text };
    });
    const reviews = (await openReviews(tx)).map(({ id, review: { version, due } }) => {
      const text = `review of v${version}, released by break glass, due at ${due}: record it on the card`;
      return { key: alertCardKey(id), text };
    });
    const cards: HomeCard[] = [];
    for (const { key, text } of [...reviews, ...signOffs, ...open].slice(0, MOST_CARDS)) {
      const row = await tx.outbox.get(key);
      if (row?.ts != null) cards.push({ text, channel: row.channel, ts: row.ts });
    }
    return cards;
  });
}
