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
  close(): Promise<void>;
}

/** Navi's log: whole in a file, in short on the terminal. */
export function createNaviLog(file: string, show: (text: string) => void): NaviLog {
  mkdirSync(dirname(file), { recursive: true });
  const stream = createWriteStream(file, { flags: 'a' });
  return {
    write: (line) => {
      stream.write(`${line}\n`);
      show(shorten(line));
    },
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}

/** One line of the log as a person reads it; what is no log line is shown as it is. */
export function shorten(line: string): string {
  const parsed = Line.safeParse(parse(line));
  if (!parsed.success) return `  navi  ${line}`;
  const { level, msg, err } = parsed.data;
  const weight = WEIGHTS[String(level)] ?? '';
  return `  navi  ${weight}${msg}${err === undefined ? '' : `: ${err.message}`}`;
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
