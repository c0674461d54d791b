import { useGo } from '../go.ts';
import { Icon } from '../icons.tsx';
import { useNow } from '../now.ts';
import { Avatar, useUser } from '../people.tsx';
import type { Message } from '../schema.ts';
import { usePart } from '../store.ts';
import { ago, dayOf } from '../text/dates.ts';
import { Composer } from './composer/composer.tsx';
import { EphemeralView } from './ephemeral.tsx';
import { Lines } from './lines.tsx';
import { authorOf, MessageView } from './message.tsx';
import { type Entry, useTimeline } from './timeline.ts';

/** A channel: its lines, and where to write. */
export function ChannelPane({ id }: { id: string }) {
  const name = usePart((state) => state.workspace?.channels.find((channel) => channel.id === id)?.name);
  const loaded = usePart((state) => state.messages[id] !== undefined);
  const entries = useTimeline(id);
  const now = useNow(60);
  return (
    <main class="pane channel" aria-label={`Channel ${name ?? ''}`}>
      <header class="pane-head">
        <h1>
          <Icon name="hash" />
          {name}
        </h1>
        <Members id={id} />
      </header>
      <Lines of={id} newest={entries.at(-1)?.ts ?? '0'} label={`Messages in ${name ?? 'the channel'}`}>
        {!loaded && <Skeleton />}
        {loaded && entries.length === 0 && <Welcome name={name ?? ''} />}
        {entries.map((entry, at) => (
          <Line key={entry.ts} entry={entry} channel={id} day={newDay(entries[at - 1], entry, now)} />
        ))}
      </Lines>
      <Composer channel={id} label={`Message #${name ?? ''}`} />
    </main>
  );
}

function newDay(before: Entry | undefined, entry: Entry, now: number): string | undefined {
  const day = dayOf(Number(entry.ts), now);
  return before !== undefined && dayOf(Number(before.ts), now) === day ? undefined : day;
}

function Line({ entry, channel, day }: { entry: Entry; channel: string; day: string | undefined }) {
  return (
    <>
      {day !== undefined && (
        <div class="day">
          <span>{day}</span>
        </div>
      )}
      {entry.is === 'ephemeral' ? (
        <EphemeralView of={entry.ephemeral} />
      ) : (
        <MessageView message={entry.message} channel={channel} follows={entry.follows && day === undefined}>
          <ThreadLink ts={entry.ts} replies={entry.replies} />
        </MessageView>
      )}
    </>
  );
}

function ThreadLink({ ts, replies }: { ts: string; replies: Message[] }) {
  const { openThread } = useGo();
  const open = usePart((state) => state.thread === ts);
  const bot = usePart((state) => state.workspace?.users.find((user) => user.is_bot)?.id);
  const authors = [...new Set(replies.map((reply) => authorOf(reply, bot)))];
  const last = replies.at(-1);
  if (last === undefined)
    return (
      <button type="button" class="reply-start" onClick={() => openThread(ts)}>
        <Icon name="thread" /> Reply in thread
      </button>
    );
  return (
    <button
      type="button"
      class="thread-link"
      aria-expanded={open}
      data-testid={`replies-${ts}`}
      onClick={() => openThread(ts)}
    >
      {authors.slice(0, 3).map((id) => (
        <SmallAvatar key={id} id={id} />
      ))}
      <strong>
        {replies.length} {replies.length === 1 ? 'reply' : 'replies'}
      </strong>
      <LastReply ts={last.ts} />
    </button>
  );
}

function SmallAvatar({ id }: { id: string }) {
  return <Avatar user={useUser(id)} id={id} size={20} />;
}

function LastReply({ ts }: { ts: string }) {
  const now = useNow(15);
  return <span class="soft">last {ago(Number(ts), now)}</span>;
}

function Members({ id }: { id: string }) {
  const channel = usePart((state) => state.workspace?.channels.find((each) => each.id === id));
  const me = usePart((state) => state.me);
  if (channel === undefined || channel.members.length === 0) return null;
  return (
    <span class="soft members">
      {channel.members.length} members{!channel.members.includes(me) && ' · you are not one of them'}
    </span>
  );
}

function Welcome({ name }: { name: string }) {
  return (
    <div class="welcome">
      <Icon name="navi" size={40} />
      <h2>This is #{name}</h2>
      <p>
        Nothing has been said here yet. Type <kbd>/navi release v1.2.0</kbd> to see a release from end to end,
        or <kbd>/navi help</kbd> to see what Navi can do.
      </p>
    </div>
  );
}

function Skeleton() {
  return (
    <div class="skeleton" role="status" aria-label="Loading messages">
      {[70, 45, 85].map((width) => (
        <div key={width} class="bone" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
