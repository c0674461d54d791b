import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { createPlug } from '../../simulator/plug.ts';
import { environmentOf, REPOSITORY } from '../harness/process/plugged.ts';

export type ProgramName = 'navi' | 'bare';

/** Navi as the image has it: `main.ts` bundles it before it measures. */
const FILES: Record<ProgramName, string> = {
  navi: fileURLToPath(new URL('../../dist/bin/start.js', import.meta.url)),
  bare: fileURLToPath(new URL('bare-bolt.ts', import.meta.url)),
};
/** As the image starts it. */
const FLAGS: Record<ProgramName, string[]> = {
  navi: ['--max-semi-space-size=4', '--heap-growing-percent=25'],
  bare: [],
};
const READY_MS = 60_000;
const KEPT_LINES = 200;
const SlackState = z.object({ sockets: z.number() });

/** Navi or the bare Bolt app as a process of its own, started as an operator starts it. */
export interface Program {
  /** Resolves with the milliseconds from the start of the process until it takes what Slack sends. */
  start(): Promise<number>;
  stop(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** Resolves when it has worked off what it was given, as its use of CPU tells. */
  settle(): Promise<void>;
  /** Resident memory in MB, all threads included. */
  memory(): number;
  close(): Promise<void>;
}

/** `slack` is the address of the simulated Slack; Navi is ready when its own door says so as well. */
export function createProgram(
  name: ProgramName,
  { slack, variables }: { slack: string; variables: Readonly<Record<string, string>> },
): Program {
  const lines: string[] = [];
  const plug = createPlug({
    argv: [...FLAGS[name], FILES[name]],
    cwd: REPOSITORY,
    env: environmentOf({
      ...variables,
      LOG_LEVEL: 'warn',
      NODE_ENV: 'production',
      NAVI_SIMULATED: '',
      NAVI_WORLD_CLOCK_URL: '',
    }),
    onLine: (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
    },
    onEnd: (how) => lines.push(`ended: ${how}`),
  });
  const isReady = async () =>
    (await isConnected(slack)) && (name === 'bare' || (await saysReady(variables['NAVI_URL'] ?? '')));
  return {
    start: async () => {
      await plug.do('start');
      const begun = performance.now();
      while (!(await isReady().catch(() => false))) {
        if (performance.now() - begun > READY_MS || plug.state().state === 'stopped')
          throw new Error(`${name} did not start:\n${lines.join('\n')}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return performance.now() - begun;
    },
    stop: () => plug.do('stop'),
    kill: () => plug.do('kill'),
    settle: () => settle(() => plug.state().pid),
    memory: () => {
      const status = readFileSync(`/proc/${plug.state().pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
    },
    close: () => plug.close(),
  };
}

const MEMORY_LOOK_MS = 200;

/** The most resident memory, in MB, while this is done. */
export async function mostMemoryOf(program: Program, work: () => Promise<void>): Promise<number> {
  let most = program.memory();
  const timer = setInterval(() => {
    most = Math.max(most, program.memory());
  }, MEMORY_LOOK_MS);
  try {
    await work();
    return most;
  } finally {
    clearInterval(timer);
  }
}

/** Ticks of CPU (10 ms each; proc_pid_stat(5)) in one look that still count as hardly any. */
const HARDLY_ANY = 1;
const LOOK_MS = 200;
const SETTLE_MS = 5_000;

async function settle(pidOf: () => number | undefined): Promise<void> {
  const until = performance.now() + SETTLE_MS;
  for (let before = ticksOf(pidOf()); performance.now() < until; ) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const now = ticksOf(pidOf());
    if (now - before <= HARDLY_ANY) return;
    before = now;
  }
}

function ticksOf(pid: number | undefined): number {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = rest.split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

async function isConnected(slack: string): Promise<boolean> {
  const answer = await fetch(`${slack}/_control/state`);
  return SlackState.parse(await answer.json()).sockets > 0;
}

async function saysReady(url: string): Promise<boolean> {
  return (await (await fetch(`${url}/readyz`)).text()) === 'ready';
}
