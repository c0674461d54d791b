import { useRef } from 'preact/hooks';

/** Whether a value has changed since it was first shown: what flashes, flashes for news only. */
export function useFresh(value: string | undefined): boolean {
  const first = useRef(value);
  const changed = useRef(false);
  if (value !== first.current) changed.current = true;
  return changed.current;
}
