import { useEffect, useRef, useState } from 'preact/hooks';
import { nameOf } from '../people.tsx';
import { newestIn, usePart, useStore } from '../store.ts';
import { authorOf } from './message.tsx';

/** Reads new messages aloud to those who listen to the page; a redrawn card is not new. */
export function Announcer() {
  const store = useStore();
  const place = usePart((state) => state.place);
  const messages = usePart((state) => state.messages[place]);
  const ephemerals = usePart((state) => state.ephemerals);
  const [words, setWords] = useState('');
  const heard = useRef({ place, ts: newestIn(messages) });
  useEffect(() => {
    const newest = newestIn([
      ...(messages ?? []),
      ...ephemerals.map((each) => ({ ts: each.ts, text: each.text ?? '' })),
    ]);
    const isNew =
      heard.current.place === place && heard.current.ts !== '0' && Number(newest) > Number(heard.current.ts);
    heard.current = { place, ts: newest };
    if (!isNew) return;
    const { workspace } = store.get();
    const message = messages?.find((each) => each.ts === newest);
    if (message === undefined) {
      setWords(`Only visible to you: ${ephemerals.find((each) => each.ts === newest)?.text ?? ''}`);
      return;
    }
    const author = authorOf(message, workspace?.users.find((user) => user.is_bot)?.id);
    const user = workspace?.users.find((each) => each.id === author);
    setWords(`${nameOf(user, author)}: ${message.text}`);
  }, [messages, ephemerals, place, store]);
  return (
    <div class="visually-hidden" aria-live="polite" data-testid="announcer">
      {words}
    </div>
  );
}
