import { useMemo } from 'preact/hooks';

const KEPT = 50;
const KEY = 'said';

/** Earlier messages; the arrow keys go through them. */
export interface Past {
  add(text: string): void;
  older(): string | undefined;
  newer(): string | undefined;
  /** Whether this text is the recalled message. */
  shows(text: string): boolean;
}

/** Stored for this window, so that a reload keeps it. */
export function useHistory(): Past {
  return useMemo(() => createPast(), []);
}

function createPast(): Past {
  let at = -1;
  const said = () => readList();
  return {
    add: (text) => {
      at = -1;
      sessionStorage.setItem(
        KEY,
        JSON.stringify([text, ...said().filter((each) => each !== text)].slice(0, KEPT)),
      );
    },
    older: () => {
      at = Math.min(at + 1, said().length - 1);
      return said()[at];
    },
    newer: () => {
      at = Math.max(at - 1, -1);
      return at < 0 ? '' : said()[at];
    },
    shows: (text) => at >= 0 && said()[at] === text,
  };
}

function readList(): string[] {
  try {
    const list: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}
