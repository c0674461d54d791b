import { useState } from 'preact/hooks';
import { Dialog } from '../dialog.tsx';
import { Icon, Spinner } from '../icons.tsx';
import { safeUrl } from '../text/parse.ts';
import { Plain, Text } from '../text/text.tsx';
import { pressKey, useHost } from './host.tsx';
import type { Confirm, Element, Option } from './schema.ts';

interface ElementProps {
  element: Element;
  blockId: string;
}

/** A button; it stays where it is and keeps its focus while Navi answers. */
export function ButtonElement({ element, blockId }: ElementProps) {
  const { press, busy } = useHost();
  const [asking, setAsking] = useState(false);
  const action = {
    type: element.type,
    action_id: element.action_id,
    block_id: blockId,
    ...(element.value !== undefined && { value: element.value }),
    ...(element.text !== undefined && { text: element.text }),
  };
  const waits = busy.has(pressKey(action));
  const go = () => {
    setAsking(false);
    press(action);
    openElsewhere(element.url);
  };
  const click = () => {
    if (waits) return;
    if (element.confirm === undefined) go();
    else setAsking(true);
  };
  return (
    <>
      <button
        type="button"
        class={`button ${element.style ?? ''}`}
        data-action-id={element.action_id}
        aria-label={element.accessibility_label}
        aria-busy={waits}
        onClick={click}
      >
        <Plain text={element.text?.text ?? element.action_id} />
        {element.url !== undefined && <Icon name="link" />}
        {waits && <Spinner label="waiting for Navi" />}
      </button>
      {asking && element.confirm !== undefined && (
        <ConfirmDialog confirm={element.confirm} onYes={go} onNo={() => setAsking(false)} />
      )}
    </>
  );
}

interface ConfirmProps {
  confirm: Confirm;
  onYes: () => void;
  onNo: () => void;
}

/** The question before a click counts. */
export function ConfirmDialog({ confirm, onYes, onNo }: ConfirmProps) {
  const style = confirm.style === 'danger' ? 'danger' : 'primary';
  return (
    <Dialog
      title={<Plain text={confirm.title?.text ?? 'Are you sure?'} />}
      onClose={onNo}
      kind="confirm"
      testid="confirm"
    >
      <div class="dialog-body">{confirm.text !== undefined && <Text of={confirm.text} />}</div>
      <div class="dialog-foot">
        <button type="button" class="button" data-testid="confirm-no" onClick={onNo}>
          <Plain text={confirm.deny?.text ?? 'Cancel'} />
        </button>
        <button type="button" class={`button ${style}`} data-testid="confirm-yes" onClick={onYes}>
          <Plain text={confirm.confirm?.text ?? 'Yes'} />
        </button>
      </div>
    </Dialog>
  );
}

/** The three dots with further choices. */
export function OverflowElement({ element, blockId }: ElementProps) {
  const { press } = useHost();
  const [asked, setAsked] = useState<Option | undefined>(undefined);
  const { action_id, confirm, options = [] } = element;
  const choose = (option: Option) => {
    setAsked(undefined);
    press({ type: 'overflow', action_id, block_id: blockId, selected_option: option, value: option.value });
    openElsewhere(option.url);
  };
  return (
    <details class="overflow" data-action-id={action_id} onToggle={closeWithEsc}>
      <summary class="button" aria-label={element.accessibility_label ?? 'More actions'}>
        <Icon name="more" />
      </summary>
      <div class="menu">
        {options.map((option) => (
          <button
            key={option.value ?? option.text.text}
            type="button"
            onClick={(event) => {
              event.currentTarget.closest('details')?.removeAttribute('open');
              if (confirm === undefined) choose(option);
              else setAsked(option);
            }}
          >
            <Plain text={option.text.text} />
          </button>
        ))}
      </div>
      {asked !== undefined && confirm !== undefined && (
        <ConfirmDialog confirm={confirm} onYes={() => choose(asked)} onNo={() => setAsked(undefined)} />
      )}
    </details>
  );
}

function openElsewhere(url: string | undefined): void {
  const safe = url === undefined ? undefined : safeUrl(url);
  if (safe !== undefined) window.open(safe, '_blank', 'noopener,noreferrer');
}

function closeWithEsc(event: Event): void {
  const menu = event.currentTarget;
  if (!(menu instanceof HTMLDetailsElement) || !menu.open) return;
  const stop = new AbortController();
  const close = () => {
    menu.open = false;
    stop.abort();
  };
  menu.addEventListener('keydown', (key) => key.key === 'Escape' && close(), { signal: stop.signal });
  document.addEventListener(
    'pointerdown',
    (press) => !(press.target instanceof Node && menu.contains(press.target)) && close(),
    { signal: stop.signal },
  );
}
