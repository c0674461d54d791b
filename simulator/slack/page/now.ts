import { useEffect, useState } from 'preact/hooks';
import { usePart } from './store.ts';

/** The world's time in milliseconds, updated at whole intervals of the clock and after each move. */
export function useNow(everySeconds: number): number {
  const aheadMs = usePart((state) => state.world?.clock.aheadMs ?? 0);
  const [now, tell] = useState(() => Date.now());
  useEffect(() => {
    const every = everySeconds * 1000;
    let timer: ReturnType<typeof setTimeout>;
    const beat = () => {
      tell(Date.now());
      timer = setTimeout(beat, every - (Date.now() % every));
    };
    timer = setTimeout(beat, every - (Date.now() % every));
    return () => clearTimeout(timer);
  }, [everySeconds]);
  return now + aheadMs;
}
