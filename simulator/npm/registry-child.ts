import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { WorldClock } from '../kernel/world-clock.ts';

/** A running verdaccio, reached only through our proxy. */
export interface RegistryChild {
  url: string;
  stop(): Promise<void>;
}

const START_DEADLINE_MS = 30_000;
/** Compiling verdaccio is a quarter of its start. */
const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/navi', import.meta.url));
const Ready = z.object({ port: z.number() });

/** Starts verdaccio over `dir` (storage, users, log), at the world's time. It ends with us, also when we are killed. */
export async function startRegistry(dir: string, clock: WorldClock): Promise<RegistryChild> {
  mkdirSync(join(dir, 'storage'), { recursive: true });
  const config = join(dir, 'config.yaml');
  writeFileSync(config, stringify(configFor(dir)));
  const log = openSync(join(dir, 'registry.log'), 'a');
  const child = fork(fileURLToPath(new URL('./registry-process.ts', import.meta.url)), [config], {
    execArgv: [],
    env: { PATH: process.env['PATH'], HOME: dir, NODE_ENV: 'production', NODE_COMPILE_CACHE: COMPILED },
    stdio: ['ignore', log, log, 'ipc'],
    // The terminal's Ctrl-C is for us: the registry must end after every service that still needs it.
    detached: true,
  });
  closeSync(log);
  const port = await portOf(child);
  const tellTime = () => {
    const { now, machine } = clock.reading();
    if (child.connected) child.send({ aheadMs: now - machine });
  };
  tellTime();
  const forget = clock.onMove(tellTime);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      forget();
      return stop(child);
    },
  };
}

function configFor(dir: string) {
  const rights = { access: '$all', publish: '$authenticated', unpublish: '$authenticated' };
  return {
    storage: join(dir, 'storage'),
    auth: { htpasswd: { file: join(dir, 'htpasswd'), max_users: 100, rounds: 4 } },
    uplinks: {},
    packages: { '@awell-health/*': rights, '**': rights },
    web: { enable: false },
    log: { type: 'stdout', format: 'json', level: 'warn' },
  };
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`verdaccio was not ready after ${START_DEADLINE_MS / 1000} s`));
    }, START_DEADLINE_MS);
    child.once('exit', (code) => {
      clearTimeout(patience);
      reject(new Error(`verdaccio ended with ${code} before it was ready; see registry.log`));
    });
    child.once('message', (message) => {
      clearTimeout(patience);
      resolve(Ready.parse(message).port);
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
