import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** The running bot's web server, and how to reach it. */
export interface Door {
  url: string;
  /** `NAVI_TOKEN`, if the person has set it for this bot. */
  token: string | undefined;
  /** True when it was found through `.navi/world.env`: then everything behind it is simulated. */
  simulated: boolean;
  /** The folder of a simulated world's tokens; undefined for a real bot. */
  folder: string | undefined;
  /** Navi's own configuration here, for when no bot answers: the world's variables, or the environment. */
  variables: NodeJS.ProcessEnv;
}

export interface Surroundings {
  env: NodeJS.ProcessEnv;
  cwd: string;
}

/** Variables that configure a real Navi: when one of them is set, the simulated world is not used. */
const REAL: readonly string[] = ['SLACK_BOT_TOKEN', 'DATABASE_URL', 'GITHUB_APP_ID'];

/**
 * The bot's address: `NAVI_URL`; else this machine's, where Navi's own variables are set; else, when nothing real is
 * configured, the simulated world's. A string says what is wrong.
 */
export async function findDoor({ env, cwd }: Surroundings): Promise<Door | string> {
  const token = env['NAVI_TOKEN'] === '' ? undefined : env['NAVI_TOKEN'];
  const configured = env['NAVI_URL'] ?? '';
  const real = { token, simulated: false, folder: undefined, variables: env };
  if (configured !== '') return checked({ ...real, url: configured }, 'NAVI_URL');
  if (REAL.some((name) => (env[name] ?? '') !== ''))
    return checked({ ...real, url: `http://127.0.0.1:${env['PORT'] || '8080'}` }, 'PORT');
  if (env['NODE_ENV'] === 'production') return NOT_SET;
  const folder = join(cwd, env['NAVI_DATA_DIR'] ?? '.navi');
  const file = join(folder, 'world.env');
  const world = await readFile(file, 'utf8').then(parseEnv, () => undefined);
  const url =
    world?.['NAVI_URL'] ?? (world?.['PORT'] === undefined ? undefined : `http://127.0.0.1:${world['PORT']}`);
  if (url === undefined) return NOT_SET;
  const variables = { ...world, NAVI_SIMULATED: '1' };
  const door = checked({ url, token: undefined, simulated: true, folder, variables }, file);
  return typeof door !== 'string' && !isLoopback(door.url) ? NOT_HERE : door;
}

const NOT_SET = [
  'Navi does not know where its bot is.',
  'Set NAVI_URL to the address of the running bot,',
  'or start the simulated world with "npm start" and ask again in the same folder.',
].join('\n');

const NOT_HERE = 'A simulated world is on this machine or nowhere: .navi/world.env names another.';

function checked(door: Door, from: string): Door | string {
  const protocol = URL.canParse(door.url) ? new URL(door.url).protocol : '';
  if (protocol === 'http:' || protocol === 'https:') return door;
  return `${from} holds no http(s) address of the bot.`;
}

/** Whether a secret sent there would cross a network unencrypted. */
export function isExposed(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !LOOPBACK.includes(hostname);
}

const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

function isLoopback(url: string): boolean {
  return LOOPBACK.includes(new URL(url).hostname);
}
