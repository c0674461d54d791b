import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const Line = z.object({
  level: z.union([z.string(), z.number()]),
  msg: z.string(),
  err: z.object({ message: z.string() }).optional(),
});

export interface NaviLog {
  write(line: string): void;
  /** From now on the terminal shows warnings and errors only. */
  hush(): void;
  close(): Promise<void>;
}

/** Navi's log: complete in a file, short on the terminal. */
export function createNaviLog(file: string, show: (text: string) => void): NaviLog {
  mkdirSync(dirname(file), { recursive: true });
  const stream = createWriteStream(file, { flags: 'a' });
  let isHushed = false;
  return {
    write: (line) => {
      stream.write(`${line}\n`);
      if (!isHushed || weightOf(line) !== '') show(shorten(line));
    },
    hush: () => {
      isHushed = true;
    },
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}

/** One line of the log as text for a person; a line that is not JSON is shown unchanged. */
export function shorten(line: string): string {
  const parsed = Line.safeParse(parse(line));
  if (!parsed.success) return `  navi  ${line}`;
  const { msg, err } = parsed.data;
  return `  navi  ${weightOf(line)}${msg}${err === undefined ? '' : `: ${err.message}`}`;
}

function weightOf(line: string): string {
  return WEIGHTS[String(Line.safeParse(parse(line)).data?.level)] ?? '';
}

/** pino's levels, by name and number. */
const WEIGHTS: Readonly<Record<string, string>> = {
  warn: 'WARNING ',
  '40': 'WARNING ',
  error: 'ERROR ',
  '50': 'ERROR ',
  fatal: 'FATAL ',
  '60': 'FATAL ',
};

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
