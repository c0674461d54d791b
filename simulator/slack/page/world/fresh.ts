import { useRef } from 'preact/hooks';

/** Whether a value has changed since it was first shown: only changes flash. */
export function useFresh(value: string | undefined): boolean {
  const first = useRef(value);
  const changed = useRef(false);
  if (value !== first.current) changed.current = true;
  return changed.current;
}
