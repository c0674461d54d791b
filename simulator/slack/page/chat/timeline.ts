import { useMemo } from 'preact/hooks';
import type { Ephemeral, Message } from '../schema.ts';
import { type State, usePart } from '../store.ts';

/** The messages of a channel or a thread, oldest first. */
export type Entry =
  | { is: 'message'; ts: string; message: Message; follows: boolean; replies: Message[] }
  | { is: 'ephemeral'; ts: string; ephemeral: Ephemeral };

const CLOSE_SECONDS = 300;
const NONE: Message[] = [];

/** A channel's messages: those that are no replies, with the private notes that the acting person sees in between. */
export function useTimeline(channel: string): Entry[] {
  const messages = usePart((state) => state.messages[channel]) ?? NONE;
  const ephemerals = useShown(channel, undefined);
  return useMemo(() => {
    const replies = Map.groupBy(messages.filter(isReply), (message) => message.thread_ts);
    const shown = messages.filter(
      (message) =>
        (!isReply(message) || message.reply_broadcast === true) &&
        (!isGone(message) || replies.has(message.ts)),
    );
    return entriesOf(shown, ephemerals, (ts) => replies.get(ts) ?? NONE);
  }, [messages, ephemerals]);
}

/** A thread's messages, its first message included. */
export function useThreadLines(channel: string, thread: string): Entry[] {
  const messages = usePart((state) => state.messages[channel]) ?? NONE;
  const ephemerals = useShown(channel, thread);
  return useMemo(() => {
    const inThread = messages.filter((message) => message.ts === thread || message.thread_ts === thread);
    return entriesOf(inThread, ephemerals, () => NONE);
  }, [messages, ephemerals, thread]);
}

function useShown(channel: string, thread: string | undefined): Ephemeral[] {
  const all = usePart((state: State) => state.ephemerals);
  const dismissed = usePart((state: State) => state.dismissed);
  return useMemo(
    () =>
      all.filter(
        (each) => each.channel === channel && each.thread_ts === thread && !dismissed.includes(each.ts),
      ),
    [all, dismissed, channel, thread],
  );
}

function isReply(message: Message): boolean {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts;
}

function isGone(message: Message): boolean {
  return message.deleted !== undefined && message.deleted !== null && message.deleted !== false;
}

function entriesOf(
  messages: Message[],
  ephemerals: Ephemeral[],
  repliesOf: (ts: string) => Message[],
): Entry[] {
  const entries: Entry[] = [
    ...messages.map((message) => ({
      is: 'message' as const,
      ts: message.ts,
      message: isGone(message) ? tombstone(message) : message,
      follows: false,
      replies: repliesOf(message.ts),
    })),
    ...ephemerals.map((ephemeral) => ({ is: 'ephemeral' as const, ts: ephemeral.ts, ephemeral })),
  ];
  entries.sort((one, other) => Number(one.ts) - Number(other.ts));
  return entries.map((entry, at) =>
    entry.is === 'message' ? { ...entry, follows: follows(entries[at - 1], entry) } : entry,
  );
}

function follows(before: Entry | undefined, entry: Extract<Entry, { is: 'message' }>): boolean {
  if (before?.is !== 'message' || before.replies.length > 0) return false;
  const same = before.message.user === entry.message.user && before.message.bot_id === entry.message.bot_id;
  const close = Number(entry.ts) - Number(before.ts) < CLOSE_SECONDS;
  return same && close && entry.message.blocks === undefined && before.message.blocks === undefined;
}

function tombstone(message: Message): Message {
  return { ts: message.ts, text: '_This message was deleted._', user: message.user, bot_id: message.bot_id };
}
