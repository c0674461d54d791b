import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** The running bot's web door, and what is known of it. */
export interface Door {
  url: string;
  /** The caller's own GitHub token where one is set. */
  token: string | undefined;
  /** True when it was found through `.navi/world.env`: nothing behind it is real. */
  simulated: boolean;
  /** How Navi itself is configured here, for when no bot answers: the world's variables, or the environment. */
  variables: NodeJS.ProcessEnv;
}

export interface Surroundings {
  env: NodeJS.ProcessEnv;
  cwd: string;
}

/** Variables by which a real Navi is configured; with one of them set the simulated world is never taken for it. */
const REAL: readonly string[] = ['SLACK_BOT_TOKEN', 'DATABASE_URL', 'GITHUB_APP_ID'];

/** Where the bot is: `NAVI_URL`, else, when nothing real is configured, the simulated world's (DESIGN §6). A string says what is wrong. */
export async function findDoor({ env, cwd }: Surroundings): Promise<Door | string> {
  const token = env['NAVI_TOKEN'] === '' ? undefined : env['NAVI_TOKEN'];
  const configured = env['NAVI_URL'] ?? '';
  if (configured !== '')
    return checked({ url: configured, token, simulated: false, variables: env }, 'NAVI_URL');
  if (env['NODE_ENV'] === 'production' || REAL.some((name) => (env[name] ?? '') !== '')) return NOT_SET;
  const file = join(cwd, env['NAVI_DATA_DIR'] ?? '.navi', 'world.env');
  const world = await readFile(file, 'utf8').then(parseEnv, () => undefined);
  const url =
    world?.['NAVI_URL'] ?? (world?.['PORT'] === undefined ? undefined : `http://127.0.0.1:${world['PORT']}`);
  if (url === undefined) return NOT_SET;
  const variables = { ...world, NAVI_SIMULATED: '1' };
  return checked({ url, token: token ?? world?.['NAVI_TOKEN'], simulated: true, variables }, file);
}

const NOT_SET = [
  'Navi does not know where its bot is.',
  'Set NAVI_URL to the address of the running bot (and NAVI_TOKEN to your own GitHub token),',
  'or start the simulated world with "npm start" and ask again in the same folder.',
].join('\n');

function checked(door: Door, from: string): Door | string {
  const protocol = URL.canParse(door.url) ? new URL(door.url).protocol : '';
  if (protocol === 'http:' || protocol === 'https:') return door;
  return `${from} holds no http(s) address of the bot.`;
}

/** Whether a secret sent there would cross a network in the clear. */
export function isExposed(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
