/** Drawn on a 24×24 field, by stroke. */
const PATHS = {
  navi: 'M12 2.5 14.6 9.4 21.5 12l-6.9 2.6L12 21.5 9.4 14.6 2.5 12l6.9-2.6z',
  hash: 'M9 4 7 20M17 4l-2 16M4 9h17M3 15h17',
  home: 'M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-5v-6h-4v6H5a1 1 0 0 1-1-1z',
  send: 'M4 12 20 4l-5 16-3.5-6.5zM11.5 13.5 20 4',
  x: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.5 10 17.5 19 7',
  'check-circle': 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM8 12.3l2.8 2.8L16 9.6',
  'x-circle': 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM9 9l6 6M15 9l-6 6',
  stop: 'M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM8 12h8',
  warning: 'M12 3.5 22 20.5H2zM12 10v4.5M12 17.4v.2',
  clock: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7v5.3l3.4 2',
  info: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 11v5.5M12 7.6v.2',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  rocket:
    'M12 3c4 2.5 5 6.5 4.5 11h-9C7 9.5 8 5.5 12 3zM7.5 12 5 16v2.5l3-1.5M16.5 12 19 16v2.5l-3-1.5M12 17v4M12 9v.2',
  box: 'M12 3 20.5 7.5v9L12 21l-8.5-4.5v-9zM3.5 7.5 12 12l8.5-4.5M12 12v9',
  globe: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM3 12h18M12 3c5 5.5 5 12.5 0 18M12 3c-5 5.5-5 12.5 0 18',
  undo: 'M9 6 4 11l5 5M4 11h10.5a5 5 0 0 1 0 10H12',
  refresh: 'M20 5v5h-5M4 19v-5h5M5.5 9.5A7.5 7.5 0 0 1 19.6 9.8M18.5 14.5a7.5 7.5 0 0 1-14.1-.3',
  eye: 'M2.5 12C5 7 8.5 5 12 5s7 2 9.5 7c-2.5 5-6 7-9.5 7s-7-2-9.5-7zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z',
  bell: 'M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4',
  note: 'M6 3h9l4 4v14H6zM9 10h7M9 14h7M9 17.5h4',
  circle: 'M12 4.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15z',
  dot: 'M12 6a6 6 0 1 1 0 12 6 6 0 0 1 0-12z',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7L12 17',
  chevron: 'M9 5l7 7-7 7',
  down: 'M6 9l6 6 6-6',
  more: 'M5 12h.1M12 12h.1M19 12h.1',
  sun: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  plug: 'M9 3v5M15 3v5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v4',
  branch:
    'M7 4a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM7 16a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM17 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM7 8v8M17 10c0 4-10 2-10 6',
  tag: 'M4 4h8l8 8-8 8-8-8zM8.5 8.5v.1',
  bucket: 'M4 6c0-2 16-2 16 0s-16 2-16 0zM4 6l2 13c.5 2 11.5 2 12 0l2-13',
  bolt: 'M13 2.5 5 13.5h6l-1 8 8-11h-6z',
  gauge: 'M4 18a9 9 0 1 1 16 0M12 15l4.5-5.5',
  thread: 'M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5',
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l4.5 4.5',
  panel: 'M4 5h16v14H4zM15 5v14',
  pause: 'M8.5 5v14M15.5 5v14',
  hand: 'M7 13V6.5a1.4 1.4 0 0 1 2.8 0V11V4.5a1.4 1.4 0 0 1 2.8 0V11V5.5a1.4 1.4 0 0 1 2.8 0V12V8.5a1.4 1.4 0 0 1 2.8 0V15a6.5 6.5 0 0 1-6.5 6.5c-3 0-4.5-1.5-5.7-3.5L3.6 14.2a1.5 1.5 0 0 1 2.4-1.7z',
  question: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .8-1 1.7M12 16.8v.1',
  diamond: 'M12 6.5 17.5 12 12 17.5 6.5 12z',
  wrench:
    'M14.5 6.5a4.5 4.5 0 0 1 6-2l-3 3 .5 2.5 2.5.5 0 0a4.5 4.5 0 0 1-6.5 2.5L7 20l-3-3 7-7a4.5 4.5 0 0 1 3.5-3.5z',
  party: 'M4 20 9 8l7 7zM14 4v2M18.5 5.5 17 7M20 10h-2M13 9c2-1 2-3 1-5M15 11c1-2 3-2 5-1',
  flask: 'M9 3h6M10 3v6L4.5 19a1.5 1.5 0 0 0 1.3 2h12.4a1.5 1.5 0 0 0 1.3-2L14 9V3M7.5 15h9',
} as const;

export type IconName = keyof typeof PATHS;

const FILLED: ReadonlySet<IconName> = new Set<IconName>(['navi', 'dot', 'bolt', 'diamond']);

/** A small sign; always beside words or inside something that has a name of its own. */
export function Icon({ name, size }: { name: IconName; size?: number }) {
  const em = size === undefined ? '1.15em' : `${size}px`;
  return (
    <svg class="icon" viewBox="0 0 24 24" width={em} height={em} aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill={FILLED.has(name) ? 'currentColor' : 'none'}
        stroke="currentColor"
        stroke-width={name === 'more' ? 3 : 1.9}
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

/** Something is under way. */
export function Spinner({ label = 'working' }: { label?: string }) {
  return <span class="spinner" role="img" aria-label={label} />;
}
