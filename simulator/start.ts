import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { takeLock } from './lock.ts';
import { createNaviPlug, type NaviPlug } from './navi-plug.ts';
import { readStartOptions, type StartOptions, USAGE } from './start-options.ts';
import { exportLines } from './variables.ts';
import { startWorld, type World } from './world.ts';

const DIR = '.navi';
const READY_DEADLINE_MS = 60_000;
const LOG = join(DIR, 'navi.log');

/**
 * `npm start` when nothing is configured: starts the simulated world, and Navi in it as a process of its own that
 * knows the world only by its variables. With `world`, starts the simulators alone. Ends when `stop` is aborted.
 */
export async function main(argv: readonly string[], stop: AbortSignal): Promise<void> {
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
  const code = await run(options, stop).catch((error: unknown) => {
    if (stop.aborted) return 0;
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  });
  lock.release();
  process.exit(code);
}

async function run(options: StartOptions, stop: AbortSignal): Promise<number> {
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  say(BANNER);
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`.padStart(7);
  const plug = options.what === 'world' ? undefined : createNaviPlug({ file: LOG, keep: options.keep, say });
  stop.addEventListener('abort', () => say(plug === undefined ? '\nStopping.' : STOPPING), { once: true });
  const world = await startWorld({
    dir: DIR,
    keep: options.keep,
    without: options.without,
    stop,
    report: (what) => {
      if (!stop.aborted) say(`${seconds()}  ${what}`);
    },
    isProtected: true,
    visitorsPerMinute: VISITORS_PER_MINUTE,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(plug === undefined ? {} : { naviPlug: plug.forPage }),
  });
  keepVariables(world);
  try {
    if (plug === undefined) return await showWorld(world, { say, stop });
    say(`${seconds()}  Navi`);
    return await runNavi(world, { plug, say, stop });
  } finally {
    await plug?.close();
    await world.close();
  }
}

const BANNER = `
  A SIMULATED WORLD: nothing here is real.
  Slack, GitHub, Google Cloud, the CDN and npm are programs on this machine; nothing leaves it.
`;

/** Enough that a newcomer sees loads of each release. */
const VISITORS_PER_MINUTE = 60;

const STOPPING = '\nStopping: Navi ends what it has in hand. Ctrl-C again does not wait for it.';

const VARIABLES = join(DIR, 'world.env');

/** For the CLI, which reads them when nothing else is configured; deleted with the world, except after a `kill -9`. */
function keepVariables({ variables }: World): void {
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value}'`);
  mkdirSync(DIR, { recursive: true });
  writeFileSync(VARIABLES, `${lines.join('\n')}\n`, { mode: 0o600 });
  process.once('exit', () => rmSync(VARIABLES, { force: true }));
}

interface Stage {
  say: (text: string) => void;
  stop: AbortSignal;
}

async function showWorld(world: World, { say, stop }: Stage): Promise<number> {
  process.stdout.write(`${exportLines({ ...world.variables, NAVI_SIMULATED: '1' }).join('\n')}\n`);
  if (world.urls.slack !== undefined) say(`\nThe page: ${world.urls.slack}/`);
  say('Start Navi in another terminal with these variables: npm start. Ctrl-C ends the world.');
  await aborted(stop);
  return 0;
}

interface Running extends Stage {
  plug: NaviPlug;
}

async function runNavi(world: World, { plug, say, stop }: Running): Promise<number> {
  plug.setEnvironment(environmentFor(world));
  await plug.forPage.do('start');
  const ready = await Promise.race([becomesReady(world, plug), aborted(stop).then(() => 'stopped' as const)]);
  if (ready === 'stopped') return 0;
  if (ready === 'failed') {
    say(`Navi did not start. Its whole log: ${relative('.', LOG)}`);
    return 1;
  }
  say(`
  Terminal:  npx navi status   (npx navi login: to act as a person)
  Logs:      ${LOG}
  Stop:      Ctrl-C

  Navi is ready. Open  ${world.urls.slack}/
`);
  await aborted(stop);
  return 0;
}

/** Navi sees the world's variables and what any program needs; no other variable of ours. */
function environmentFor({ variables }: World): Record<string, string> {
  const passed = ['PATH', 'HOME', 'TMPDIR'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(passed), ...variables, NAVI_SIMULATED: '1' };
}

/** Navi is ready when it answers so and Slack can reach it: an earlier command would be lost. */
async function becomesReady(world: World, plug: NaviPlug): Promise<'ready' | 'failed'> {
  const address = `${world.variables['NAVI_URL']}/readyz`;
  const deadline = Date.now() + READY_DEADLINE_MS;
  while (Date.now() < deadline && plug.forPage.state().state === 'running') {
    const answer = await fetch(address, { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
    if ((await answer?.text().catch(() => undefined)) === 'ready') return 'ready';
    await wait(50);
  }
  return 'failed';
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
