import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { environmentOf, REPOSITORY } from './plugged.ts';

export interface Ended {
  code: number;
  out: string;
  err: string;
}

const DEADLINE_MS = 60_000;

/** `navi …` at a terminal that knows the bot by `NAVI_URL` and the person by a token of theirs, or by none. */
export function navi(url: string, words: readonly string[], token?: string): Promise<Ended> {
  const env = environmentOf({ NAVI_URL: url, NO_COLOR: '1', ...(token && { NAVI_TOKEN: token }) });
  return runNode([join(REPOSITORY, 'src/bin/navi.js'), ...words], { env, cwd: REPOSITORY });
}

/** A Node program from its start to its end. */
export function runNode(
  argv: readonly string[],
  options: { env: Record<string, string>; cwd: string },
): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, argv, { ...options, timeout: DEADLINE_MS }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, out, err });
    });
  });
}
