import { useEffect, useState } from 'preact/hooks';
import { Dialog } from '../dialog.tsx';
import { useGo } from '../go.ts';
import { Icon } from '../icons.tsx';
import { Avatar, Mark, marksOf, nameOf } from '../people.tsx';
import type { Workspace } from '../schema.ts';
import { HOME, usePart } from '../store.ts';
import { placesOf } from './places.ts';

/** Ctrl+K: goes to a channel, or becomes another person, by a few letters. */
export function Switcher() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (document.querySelector('dialog[open]') === null) setOpen(true);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return open ? <Choices onDone={() => setOpen(false)} /> : null;
}

interface Choice {
  key: string;
  words: string;
  sign: preact.ComponentChildren;
  take: () => void;
}

function Choices({ onDone }: { onDone: () => void }) {
  const workspace = usePart((state) => state.workspace);
  const me = usePart((state) => state.me);
  const go = useGo();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const found = choicesOf(workspace, me, go).filter(({ words }) =>
    words.toLowerCase().includes(text.toLowerCase()),
  );
  const take = (choice: Choice | undefined) => {
    onDone();
    choice?.take();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') take(found[at]);
    else if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Go to, or act as" onClose={onDone} kind="switcher" testid="switcher">
      <input
        type="search"
        autofocus
        aria-label="Channel or person"
        placeholder="Channel or person…"
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <Found choices={found} at={at} onTake={take} />
    </Dialog>
  );
}

interface FoundProps {
  choices: Choice[];
  at: number;
  onTake: (choice: Choice) => void;
}

function Found({ choices, at, onTake }: FoundProps) {
  return (
    <ul class="switcher-list">
      {choices.map((choice, index) => (
        <li key={choice.key}>
          <button type="button" class={index === at ? 'here' : ''} onClick={() => onTake(choice)}>
            {choice.sign}
            {choice.words}
          </button>
        </li>
      ))}
      {choices.length === 0 && <li class="soft">Nothing by that name.</li>}
    </ul>
  );
}

function choicesOf(workspace: Workspace | undefined, me: string, go: ReturnType<typeof useGo>): Choice[] {
  const channels = placesOf(workspace?.channels ?? [], me).map(({ channel, name }) => ({
    key: channel.id,
    words: name,
    sign: <Icon name="hash" />,
    take: () => go.goTo(channel.id),
  }));
  const people = (workspace?.users ?? [])
    .filter((user) => !user.is_bot)
    .map((user) => ({
      key: user.id,
      words: `Act as ${nameOf(user, user.id)}`,
      sign: (
        <>
          <Avatar user={user} id={user.id} size={22} />
          {marksOf(user).map((mark) => (
            <Mark key={mark}>{mark}</Mark>
          ))}
        </>
      ),
      take: () => go.actAs(user.id),
    }));
  const home = { key: HOME, words: 'Navi, App Home', sign: <Icon name="navi" />, take: () => go.goTo(HOME) };
  return [...channels, home, ...people];
}
