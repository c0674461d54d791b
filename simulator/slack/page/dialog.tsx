import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface DialogProps {
  title: ComponentChildren;
  /** Asked for by Esc, and by the dialog's own closing buttons. */
  onClose: () => void;
  children: ComponentChildren;
  kind?: string;
  testid?: string;
}

/** The browser's own modal dialog: what is behind cannot be reached, Esc asks to close, focus returns after. */
export function Dialog({ title, onClose, children, kind = 'modal', testid }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      class={`dialog ${kind}`}
      aria-labelledby={titleId}
      data-testid={testid}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  );
}
