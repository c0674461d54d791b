import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Door } from './door.ts';

const Stored = z.object({ origin: z.string(), token: z.string().regex(/^[\x21-\x7e]{1,400}$/) });

/**
 * The token that was issued for this bot's origin, or undefined. One file per origin: a real bot's tokens are in the
 * person's configuration folder (XDG Base Directory), a simulated world's next to its `world.env`, so that they are
 * never mixed up.
 */
export async function savedToken(door: Door, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const kept = Stored.parse(JSON.parse(await readFile(fileOf(door, env), 'utf8')));
    return kept.origin === originOf(door) ? kept.token : undefined;
  } catch {
    return undefined;
  }
}

/** Saves it readable for this person only (0600). Returns the file. */
export async function saveToken(door: Door, env: NodeJS.ProcessEnv, token: string): Promise<string> {
  const file = fileOf(door, env);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  // An existing file keeps its mode, so it is deleted first.
  await rm(file, { force: true });
  const text = `${JSON.stringify({ origin: originOf(door), token })}\n`;
  await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  return file;
}

export async function forgetToken(door: Door, env: NodeJS.ProcessEnv): Promise<void> {
  await rm(fileOf(door, env), { force: true });
}

function fileOf(door: Door, env: NodeJS.ProcessEnv): string {
  const name = `${originOf(door).replace(/[^a-z0-9.-]+/g, '_')}.json`;
  return join(door.folder ?? join(configFolder(env), 'navi'), 'tokens', name);
}

function configFolder(env: NodeJS.ProcessEnv): string {
  const configHome = env['XDG_CONFIG_HOME'] ?? '';
  return configHome.startsWith('/') ? configHome : join(env['HOME'] ?? homedir(), '.config');
}

function originOf({ url }: Door): string {
  return new URL(url).origin;
}
