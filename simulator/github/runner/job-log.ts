import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { WorldClock } from '../../kernel/world-clock.ts';

/** One job's log, without secrets. */
export interface JobLog {
  line(text: string): void;
  /** Hides this value from now on. */
  mask(value: string): void;
  /** The errors written so far, with secrets hidden: what GitHub shows as annotations. */
  errors(): string[];
  /** Whether a text contains a hidden value. */
  hides(text: string): boolean;
  close(): Promise<void>;
}

/** The size limit of one job's log, in bytes; the log says that the rest is missing. */
const LIMIT = 10_000_000;
/** How the runner writes the workflow command `::error::` into its log. */
const ERROR = '##[error]';
/** A shorter value would hide half the log. */
const SHORTEST_MASK = 3;

/**
 * Opens the log in `file` with these values hidden; longer values first, because a shorter one may be part of a
 * longer one.
 */
export function openJobLog(
  file: string,
  { secrets, clock }: { secrets: readonly string[]; clock: WorldClock },
): JobLog {
  mkdirSync(dirname(file), { recursive: true });
  const out = createWriteStream(file);
  // A log that cannot be written must not end the world.
  out.on('error', () => undefined);
  let masks: string[] = [];
  const errors: string[] = [];
  let size = 0;
  const mask = (value: string) => {
    const parts = value.split('\n').filter((part) => part.trim().length >= SHORTEST_MASK);
    masks = [...new Set([...masks, ...parts])].sort((one, other) => other.length - one.length);
  };
  for (const secret of secrets) mask(secret);
  return {
    mask,
    errors: () => [...errors],
    hides: (text) => masks.some((value) => text.includes(value)),
    line: (text) => {
      if (size > LIMIT) return;
      let shown = text;
      for (const value of masks) shown = shown.replaceAll(value, '***');
      if (shown.startsWith(ERROR)) errors.push(shown.slice(ERROR.length));
      const line = `${new Date(clock.now()).toISOString()} ${shown}\n`;
      size += line.length;
      out.write(size > LIMIT ? '(the rest of this log was left out)\n' : line);
    },
    close: () => new Promise((resolve) => out.end(() => resolve())),
  };
}
