import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon, Spinner } from '../../icons.tsx';
import { nameOf, useUser } from '../../people.tsx';
import { usePart } from '../../store.ts';
import { HintList } from './hint-list.tsx';
import { type Hint, hintsFor, usageFor } from './hints.ts';
import { onKey } from './keys.ts';
import { useHistory } from './past.ts';
import { useSend } from './send.ts';

interface ComposerProps {
  channel: string;
  thread?: string;
  label: string;
}

/** Where one writes: messages, mentions, and `/navi …`. */
export function Composer({ channel, thread, label }: ComposerProps) {
  const draft = useDraft(channel, thread);
  const { box, listId, text, hints, chosen, sending } = draft;
  const usage = hints.length > 0 || thread !== undefined ? undefined : usageFor(text);
  return (
    <div class="composer">
      <HintList id={listId} hints={hints} chosen={chosen} onTake={draft.take} />
      {usage !== undefined && <div class="usage soft">{usage}</div>}
      <div class="composer-box">
        <textarea
          ref={box}
          data-testid={thread === undefined ? 'composer' : 'thread-composer'}
          rows={1}
          value={text}
          placeholder={thread === undefined ? `${label} — or type / for Navi’s commands` : label}
          aria-label={label}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={chosen >= 0 ? `${listId}-${chosen}` : undefined}
          // The key that brought the person here has typed one slash; they may type it again.
          onInput={(event) => draft.write(event.currentTarget.value.replace(/^\/\//, '/'))}
          onKeyDown={draft.onKeyDown}
        />
        <button
          type="button"
          class="send"
          aria-label="Send"
          aria-busy={sending}
          disabled={text.trim() === '' && !sending}
          onClick={() => void draft.sendNow()}
        >
          {sending ? <Spinner label="sending" /> : <Icon name="send" size={18} />}
        </button>
      </div>
      <AsWhom />
    </div>
  );
}

/** What is being written, and what the keys do to it. */
function useDraft(channel: string, thread: string | undefined) {
  const box = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const workspace = usePart((state) => state.workspace);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(-1);
  const [hidden, setHidden] = useState(false);
  const past = useHistory();
  const { send, sending } = useSend(channel, thread);
  const hints = hidden ? [] : hintsFor(text, workspace);
  useGrowing(box, text);

  const write = (next: string) => {
    setText(next);
    setChosen(-1);
    setHidden(false);
  };
  const take = (hint: Hint) => {
    write(hint.fill);
    box.current?.focus();
  };
  const sendNow = async () => {
    const said = text.trim();
    if (said === '' || sending) return;
    past.add(said);
    write('');
    if (!(await send(said))) setText((now) => (now === '' ? said : now));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const done = onKey({ event, hints, chosen, text, past, setChosen, setHidden, write, take, sendNow });
    if (done) event.preventDefault();
  };
  return { box, listId, text, hints, chosen, sending, write, take, sendNow, onKeyDown };
}

function AsWhom() {
  const me = usePart((state) => state.me);
  const user = useUser(me);
  return (
    <div class="as-whom soft">
      writing as <strong>{nameOf(user, me)}</strong>
    </div>
  );
}

function useGrowing(box: { current: HTMLTextAreaElement | null }, text: string): void {
  useEffect(() => {
    if (box.current === null) return;
    box.current.style.height = 'auto';
    box.current.style.height = `${Math.min(box.current.scrollHeight, 200)}px`;
  }, [text]);
}
