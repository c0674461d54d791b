import { type ChildProcess, spawn } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { until } from '../until.ts';
import { descendants, runningAmong } from './family.ts';
import { environmentOf, REPOSITORY } from './plugged.ts';

/** What `npm start` runs. */
export const START = join(REPOSITORY, 'src/bin/start.js');
/** How long a first start may take on a busy machine. */
export const START_MS = 120_000;

/** A world that was started in a folder of its own, as a newcomer does. */
export interface Started {
  dir: string;
  /** The process that was started: npm, or Node. */
  child: ChildProcess;
  /** The page's address. */
  page: string;
  /** What it has written so far. */
  said(): string;
  /** The variables it keeps for the terminal. */
  variables(): Promise<Record<string, string | undefined>>;
  /** The processes that it consists of, the started one included. */
  family(): Promise<number[]>;
  /** Kills what is left, and removes the folder. */
  clear(): Promise<void>;
}

/** Starts the simulated world and Navi, and waits until Navi is ready. The process gets a group of its own, as a shell gives it. */
export async function startAsNewcomer(program: string, argv: readonly string[]): Promise<Started> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-start-'));
  await copyFile(join(REPOSITORY, 'navi.config.yaml'), join(dir, 'navi.config.yaml'));
  await writeFile(join(dir, 'package.json'), JSON.stringify({ scripts: { start: `node ${START}` } }));
  const child = spawn(program, argv, {
    cwd: dir,
    env: newcomersEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const everybody = new Set<number>();
  const family = async () => {
    const pid = child.pid ?? 0;
    for (const one of [pid, ...(await descendants(pid))]) everybody.add(one);
    return [...everybody];
  };
  const started = {
    dir,
    child,
    said: () => said,
    variables: async () => parseEnv(await readFile(join(dir, '.navi/world.env'), 'utf8')),
    family,
    clear: async () => {
      for (const pid of await runningAmong(await family())) process.kill(pid, 'SIGKILL');
      await until('no process is left', async () => (await runningAmong([...everybody])).length === 0);
      await rm(dir, { recursive: true, force: true });
    },
  };
  const address = async () => /Open\s+(http:\S+)/.exec(said)?.[1];
  try {
    return { ...started, page: await until(`the page's address`, address, START_MS) };
  } catch (error) {
    await started.clear();
    throw new Error(`It said:\n${said}`, { cause: error });
  }
}

/** A newcomer's environment: nothing of Navi's in it. */
export function newcomersEnvironment(): Record<string, string> {
  const { NAVI_SIMULATED: _, ...env } = environmentOf({});
  return env;
}
