import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { createPlug, type Plug } from '../../../simulator/plug.ts';
import { until } from '../until.ts';

export const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
/** Navi as it is written. */
export const SOURCE = join(REPOSITORY, 'src/bin/main.ts');
/** The folder into which test/bundled-navi.ts has bundled Navi. A program that is no test has none. */
export const BUNDLE = process.env['NAVI_TEST_BUNDLE'];
/** What the tests' processes run: the bundle where there is one. */
export const MAIN = BUNDLE === undefined ? SOURCE : join(BUNDLE, 'bin/start.js');
const KEPT_LINES = 5_000;
/** Node keeps what it compiled here when a process ends by itself; most of a start is compiling. */
export const COMPILED = join(BUNDLE ?? join(REPOSITORY, 'node_modules/.cache'), 'navi-test');

const Address = z.object({ PORT: z.coerce.number() });

/** Navi as a process of its own, which knows the world by its variables alone. */
export interface NaviProcess {
  url: string;
  /** Resolves when it answers and hears Slack. */
  start(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** SIGTERM; resolves when it has ended. */
  stop(): Promise<void>;
  plug: Plug;
  /** What it has written, newest last. */
  log(): readonly string[];
}

/** The variables of the world, and what any program needs; nothing else of ours. */
export function environmentOf(variables: Readonly<Record<string, string>>): Record<string, string> {
  const passed = ['PATH', 'HOME', 'TMPDIR'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(passed), NAVI_SIMULATED: '1', ...variables };
}

export interface NaviCode {
  /** The most files that it may have open. */
  openFiles?: number;
  /** Another version's folder and its program. */
  version?: { folder: string; main: string };
}

export function createNavi(
  variables: Readonly<Record<string, string>>,
  { openFiles, version = { folder: REPOSITORY, main: MAIN } }: NaviCode = {},
): NaviProcess {
  const lines: string[] = [];
  const url = `http://127.0.0.1:${Address.parse(variables).PORT}`;
  const keep = (line: string) => {
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
  };
  const plug = createPlug({
    argv: [version.main],
    cwd: version.folder,
    env: { NODE_COMPILE_CACHE: COMPILED, ...environmentOf(variables) },
    ...(openFiles === undefined ? {} : { openFiles }),
    onLine: keep,
    onEnd: (how) => keep(`ended: ${how}`),
  });
  return {
    url,
    plug,
    log: () => lines,
    start: async () => {
      await plug.do('start');
      await until('Navi is ready', () => isReady(url), 60_000).catch((error: unknown) => {
        throw new Error(`Navi did not start:\n${lines.slice(-20).join('\n')}`, { cause: error });
      });
    },
    kill: () => plug.do('kill'),
    stop: () => plug.do('stop'),
  };
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) });
  return (await answer.text()) === 'ready';
}
