import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { takeLock } from './lock.ts';
import { createNaviLog } from './navi-log.ts';
import { createPlug, type Plug } from './plug.ts';
import { readStartOptions, type StartOptions, USAGE } from './start-options.ts';
import { exportLines } from './variables.ts';
import { startWorld, type World } from './world.ts';

const DIR = '.navi';
const READY_DEADLINE_MS = 60_000;
const MAIN = fileURLToPath(new URL('../src/start.js', import.meta.url));

/**
 * What `npm start` does when nothing is configured: the simulated world, and Navi in it as a process of its own that
 * knows the world only by its variables. With `world`, the simulators alone. Ends on SIGINT and SIGTERM.
 */
export async function main(argv: readonly string[]): Promise<void> {
  const options = readStartOptions(argv);
  if (options === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  if ('problem' in options) {
    process.stderr.write(`${options.problem}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  const lock = takeLock(join(DIR, 'world.lock'));
  if (lock === undefined) {
    process.stderr.write(`A simulated world runs in ${DIR} already. Stop it first.\n`);
    process.exitCode = 1;
    return;
  }
  const signal = firstSignal();
  const code = await run(options, signal).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  });
  lock.release();
  process.exit(code);
}

async function run(options: StartOptions, signal: Promise<void>): Promise<number> {
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  say(BANNER);
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`.padStart(7);
  const plug = options.what === 'world' ? undefined : createNaviPlug(say, options.keep);
  const world = await startWorld({
    dir: DIR,
    keep: options.keep,
    without: options.without,
    report: (what) => say(`${seconds()}  ${what}`),
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(plug === undefined ? {} : { naviPlug: plug.forPage }),
  });
  keepVariables(world);
  try {
    if (plug === undefined) return await showWorld(world, { say, signal });
    say(`${seconds()}  Navi`);
    return await runNavi(world, { plug, say, signal });
  } finally {
    say('Stopping.');
    await plug?.close();
    await world.close();
    rmSync(VARIABLES, { force: true });
  }
}

const BANNER = `
  A SIMULATED WORLD: nothing here is real.
  Slack, GitHub, Google Cloud, the CDN and npm are programs on this machine; nothing leaves it.
`;

const VARIABLES = join(DIR, 'world.env');

/** For the CLI, which reads them when nothing else is configured. */
function keepVariables({ variables }: World): void {
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value}'`);
  mkdirSync(DIR, { recursive: true });
  writeFileSync(VARIABLES, `${lines.join('\n')}\n`, { mode: 0o600 });
}

interface Stage {
  say: (text: string) => void;
  signal: Promise<void>;
}

async function showWorld(world: World, { say, signal }: Stage): Promise<number> {
  process.stdout.write(`${exportLines({ ...world.variables, NAVI_SIMULATED: '1' }).join('\n')}\n`);
  if (world.urls.slack !== undefined) say(`\nThe page: ${world.urls.slack}/`);
  say('Start Navi in another terminal with these variables: npm start. Ctrl-C ends the world.');
  await signal;
  return 0;
}

interface Running extends Stage {
  plug: LazyPlug;
}

async function runNavi(world: World, { plug, say, signal }: Running): Promise<number> {
  plug.setEnvironment(environmentFor(world));
  await plug.forPage.do('start');
  const ready = await Promise.race([becomesReady(world, plug), signal.then(() => 'stopped' as const)]);
  if (ready === 'stopped') return 0;
  if (ready === 'failed') {
    say(`Navi did not start. Its whole log: ${relative('.', LOG)}`);
    return 1;
  }
  say(`
  Terminal:  npx navi status
  Logs:      ${LOG}
  Stop:      Ctrl-C

  Navi is ready. Open  ${world.urls.slack}/
`);
  await signal;
  return 0;
}

/** Navi sees the world's variables and what any program needs; nothing else of ours. */
function environmentFor({ variables }: World): Record<string, string> {
  const passed = ['PATH', 'HOME', 'TMPDIR'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(passed), ...variables, NAVI_SIMULATED: '1' };
}

const Readiness = z.object({ slack: z.boolean() });

/** Ready is who answers so, and hears Slack: a command typed a moment too soon would go unheard. */
async function becomesReady(world: World, plug: LazyPlug): Promise<'ready' | 'failed'> {
  const address = `${world.variables['NAVI_URL']}/readyz`;
  const deadline = Date.now() + READY_DEADLINE_MS;
  while (Date.now() < deadline && plug.forPage.state().state === 'running') {
    const answer = await fetch(address, { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
    const body = Readiness.safeParse(await answer?.json().catch(() => undefined));
    if (answer?.ok === true && body.data?.slack === true) return 'ready';
    await wait(50);
  }
  return 'failed';
}

const LOG = join(DIR, 'navi.log');

/** Navi's plug, made before Navi's environment is known: the page that has the switch is part of that environment. */
interface LazyPlug {
  forPage: Pick<Plug, 'do' | 'state'> & { aroundReset(reset: () => Promise<void>): Promise<void> };
  setEnvironment(env: Record<string, string>): void;
  close(): Promise<void>;
}

function createNaviPlug(say: (text: string) => void, keep: boolean): LazyPlug {
  if (!keep) rmSync(LOG, { force: true });
  const log = createNaviLog(LOG, say);
  let plug: Plug | undefined;
  let dataDir: string | undefined;
  return {
    forPage: {
      do: async (action) => plug?.do(action),
      state: () => plug?.state() ?? { state: 'stopped' },
      aroundReset: async (reset) => {
        const wasRunning = plug?.state().state === 'running';
        await plug?.do('stop');
        if (dataDir !== undefined) rmSync(dataDir, { recursive: true, force: true });
        await reset();
        if (wasRunning) await plug?.do('start');
      },
    },
    setEnvironment: (env) => {
      dataDir = env['NAVI_DATA_DIR'];
      plug = createPlug({
        argv: [MAIN],
        cwd: process.cwd(),
        env,
        onLine: log.write,
        onEnd: (how) => say(`  Navi ended (${how}). The page can plug it in again.`),
      });
    },
    close: async () => {
      await plug?.close();
      await log.close();
    },
  };
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends everything at once. */
function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = () => {
      if (asked) process.exit(130);
      asked = true;
      resolve();
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  });
}
