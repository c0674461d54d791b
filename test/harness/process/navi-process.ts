import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import type { Crash } from '../crash/instants.ts';
import { until } from '../until.ts';
import { COMPILED, environmentOf, MAIN, REPOSITORY, SOURCE } from './plugged.ts';

/** Navi as a process of its own, as an operator starts it. */
export interface NaviProcess {
  pid: number;
  /** What it has written so far, to both streams. */
  output(): string;
  /** Resolves when the web door answers and Slack is connected, or when the process has ended. */
  ready(): Promise<'ready' | 'ended'>;
  /** How it ended, once it has. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  isAlive(): boolean;
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves when it is gone. */
  stop(): Promise<void>;
  /** SIGSTOP: it stands still and knows nothing of it. */
  pause(): void;
  /** Whether it stands still: a moment may lie between the signal and that. */
  isStill(): boolean;
  /** SIGCONT. */
  goOn(): void;
}

export interface NaviOptions {
  /** The whole environment but the machine's own `PATH`, `HOME` and `TMPDIR`. */
  env: Readonly<Record<string, string>>;
  /** Notes commits, and hits the process at some of them. */
  crash?: z.input<typeof Crash>;
  /** A version that does not know this kind of step. */
  without?: string;
}

const CRASH = new URL('crash-preload.ts', import.meta.url).href;
const VERSION = new URL('version-preload.ts', import.meta.url).href;
const DIE_WITH_PARENT = new URL('../../../simulator/die-with-parent.js', import.meta.url).href;
/** It may be stopped for 40 s on its way (SIGSTOP), on a machine that is slow already. */
const READY_MS = 120_000;
export function startNavi({ env, ...changes }: NaviOptions): NaviProcess {
  // Another version is made of the sources.
  const main = changes.without === undefined ? MAIN : SOURCE;
  const child = spawn(process.execPath, [...preloads(changes), main], {
    cwd: REPOSITORY,
    env: { NODE_COMPILE_CACHE: COMPILED, ...environmentOf({ ...env, ...variablesOf(changes) }) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('Navi could not be started');
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const ended = endOf(child);
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  return {
    pid,
    output: () => output,
    ready: () => becomesReady(Number(env['PORT']), isAlive),
    ended,
    isAlive,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
    pause: () => void child.kill('SIGSTOP'),
    isStill: () => isStill(pid),
    goOn: () => void child.kill('SIGCONT'),
  };
}

function isStill(pid: number): boolean {
  try {
    return /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

type Changes = Omit<NaviOptions, 'env'>;

function preloads({ crash, without }: Changes): string[] {
  const changed = [...(crash === undefined ? [] : [CRASH]), ...(without === undefined ? [] : [VERSION])];
  return [DIE_WITH_PARENT, ...changed].flatMap((file) => ['--import', file]);
}

function variablesOf({ crash, without }: Changes): Record<string, string> {
  return {
    ...(crash === undefined ? {} : { NAVI_CRASH: JSON.stringify(crash) }),
    ...(without === undefined ? {} : { NAVI_WITHOUT: without }),
  };
}

async function endOf(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  await once(child, 'close');
  return { code: child.exitCode, signal: child.signalCode };
}

async function becomesReady(port: number, isAlive: () => boolean): Promise<'ready' | 'ended'> {
  const url = `http://127.0.0.1:${port}/readyz`;
  return until(
    'Navi to be ready',
    async () => {
      if (!isAlive()) return 'ended' as const;
      const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
      return (await answer?.text().catch(() => undefined)) === 'ready' ? ('ready' as const) : undefined;
    },
    READY_MS,
  );
}
