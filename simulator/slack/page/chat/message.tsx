import { useMemo } from 'preact/hooks';
import { Blocks } from '../blocks/blocks.tsx';
import { HostContext, usePresses } from '../blocks/host.tsx';
import { useNow } from '../now.ts';
import { Avatar, Mark, nameOf, useUser } from '../people.tsx';
import type { Block, Message } from '../schema.ts';
import { usePart } from '../store.ts';
import { ago, clock, fullTime } from '../text/dates.ts';
import { Mrkdwn } from '../text/text.tsx';
import { MessageMenu } from './menu.tsx';

/** The account that wrote a message. */
export function authorOf(message: Message, botUser: string | undefined): string {
  return message.user ?? (message.bot_id === undefined ? '' : (botUser ?? message.bot_id));
}

interface MessageProps {
  message: Message;
  channel: string;
  /** Follows another by the same person closely: shown without name and picture. */
  follows: boolean;
  children?: preact.ComponentChildren;
}

/** One message; it is drawn again only when it changed itself. */
export function MessageView({ message, channel, follows, children }: MessageProps) {
  const bot = usePart((state) => state.workspace?.users.find((user) => user.is_bot)?.id);
  const author = authorOf(message, bot);
  const user = useUser(author);
  const body = useMemo(
    () => <Body channel={channel} ts={message.ts} text={message.text} blocks={message.blocks} />,
    [message, channel],
  );
  return (
    <article
      class={follows ? 'message follows' : 'message'}
      data-testid={`message-${message.ts}`}
      data-author={author}
      aria-label={`${nameOf(user, author)}, ${clock(Number(message.ts))}`}
    >
      {follows ? (
        <time class="side-time" title={fullTime(Number(message.ts))}>
          {clock(Number(message.ts))}
        </time>
      ) : (
        <Avatar user={user} id={author} />
      )}
      <div class="message-main">
        {!follows && (
          <div class="message-head">
            <strong>{message.username ?? nameOf(user, author)}</strong>
            {user?.is_bot === true && <Mark>app</Mark>}
            <When ts={message.ts} />
          </div>
        )}
        {body}
        {isEdited(message) && <span class="soft edited">(edited)</span>}
        {children}
      </div>
      <MessageMenu channel={channel} ts={message.ts} />
    </article>
  );
}

function isEdited(message: Message): boolean {
  return message.edited !== undefined && message.edited !== null && message.edited !== false;
}

/** When it was said, by the clock and from now. */
export function When({ ts }: { ts: string }) {
  const now = useNow(15);
  const seconds = Number(ts);
  return (
    <time class="when" title={fullTime(seconds)} dateTime={new Date(seconds * 1000).toISOString()}>
      {clock(seconds)} <span class="ago">{ago(seconds, now)}</span>
    </time>
  );
}

interface BodyProps {
  channel: string;
  ts: string;
  text: string | undefined;
  blocks: Block[] | undefined;
}

/** What a message says: its blocks, else its text. */
export function Body({ channel, ts, text, blocks }: BodyProps) {
  const spot = useMemo(() => ({ channel, messageTs: ts }), [channel, ts]);
  const host = usePresses(spot);
  return (
    <HostContext.Provider value={host}>
      {blocks !== undefined && blocks.length > 0 ? (
        <Blocks blocks={blocks} />
      ) : (
        <div class="message-text">
          <Mrkdwn text={text ?? ''} />
        </div>
      )}
    </HostContext.Provider>
  );
}
