import { useRef } from 'preact/hooks';
import { act } from '../api.ts';
import { Icon } from '../icons.tsx';
import { useNotify } from '../notices.tsx';
import { usePart } from '../store.ts';

/** A message's menu: the shortcuts of the app. Nothing where it has none. */
export function MessageMenu({ channel, ts }: { channel: string; ts: string }) {
  const shortcuts = usePart((state) => state.workspace?.shortcuts) ?? [];
  const user = usePart((state) => state.me);
  const notify = useNotify();
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => menu.current?.removeAttribute('open');
  const choose = async (callbackId: string) => {
    close();
    const answer = await act.shortcut({ channel, messageTs: ts }, user, callbackId);
    if (!answer.ok) notify.failed(answer.error);
  };
  if (shortcuts.length === 0) return null;
  return (
    <details
      ref={menu}
      class="message-menu"
      onKeyDown={(event) => event.key === 'Escape' && close()}
      onFocusOut={(event) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node && menu.current?.contains(to))) close();
      }}
    >
      <summary aria-label="More actions" title="More actions">
        <Icon name="more" size={16} />
      </summary>
      <div class="message-menu-list">
        {shortcuts.map(({ name, callback_id }) => (
          <button key={callback_id} type="button" onClick={() => void choose(callback_id)}>
            {name}
          </button>
        ))}
      </div>
    </details>
  );
}
