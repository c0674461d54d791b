import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../icons.tsx';

const NEAR_PX = 90;

interface LinesProps {
  /** What the lines belong to; another one starts at its end. */
  of: string;
  newest: string;
  label: string;
  children: ComponentChildren;
}

/**
 * A scrolled column of messages. It stays at its end while new ones come and old ones grow, and where the person
 * reads when they have scrolled away.
 */
export function Lines({ of, newest, label, children }: LinesProps) {
  const { scroller, content, missed, toEnd, onScroll } = useEnd(of, newest);
  return (
    <div class="lines-frame">
      <div
        ref={scroller}
        class="scroller"
        role="feed"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region has to be reachable by keyboard
        tabIndex={0}
        onScroll={onScroll}
      >
        <div ref={content} class="content">
          {children}
        </div>
      </div>
      {missed && (
        <button type="button" class="missed" onClick={toEnd}>
          New messages <Icon name="down" />
        </button>
      )}
    </div>
  );
}

function useEnd(of: string, newest: string) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const top = useRef(0);
  const [missed, setMissed] = useState(false);
  const toEnd = () => scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  useLayoutEffect(() => {
    atEnd.current = true;
    setMissed(false);
    toEnd();
  }, [of]);
  useEffect(() => {
    if (!atEnd.current) setMissed(true);
  }, [newest]);
  useEffect(() => {
    const grown = new ResizeObserver(() => atEnd.current && toEnd());
    if (content.current !== null) grown.observe(content.current);
    if (scroller.current !== null) grown.observe(scroller.current);
    return () => grown.disconnect();
  }, []);
  const onScroll = () => {
    const box = scroller.current;
    if (box === null) return;
    // Only a person scrolls up; a line that comes while the end is being scrolled to also leaves a gap below.
    const up = box.scrollTop < top.current;
    top.current = box.scrollTop;
    const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
    atEnd.current = near || (atEnd.current && !up);
    if (atEnd.current) setMissed(false);
  };
  return { scroller, content, missed, toEnd, onScroll };
}
