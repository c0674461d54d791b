import { useEffect } from 'preact/hooks';

/** Esc closes what is open beside the channel, wherever the focus is, unless another element has used the key. */
export function useEscape(on: boolean, close: () => void): void {
  useEffect(() => {
    if (!on) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (document.querySelector('dialog[open]') === null) close();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [on]);
}
