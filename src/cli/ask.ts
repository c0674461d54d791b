import { userInfo } from 'node:os';
import { z } from 'zod';
import type { Door } from './door.ts';
import { parseTold, type Told } from './told.ts';

/** A plan reads many neighbours; longer than this nobody waits at a terminal. */
const ANSWER_TIMEOUT_MS = 120_000;
const ANSWER_BYTES = 5_000_000;

const Problem = z.object({ error: z.string() });

/** What the bot said, or in words why nothing came of it. */
export type Reply = { told: Told } | { trouble: string; away: boolean };

/** Sends the words once. Nothing is repeated: what was sent may have been taken up. */
export async function askBot(door: Door, words: string, token: string | undefined): Promise<Reply> {
  const address = `${door.url.replace(/\/+$/, '')}/commands`;
  try {
    const answer = await fetch(address, {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        'x-navi-client': '1',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ words, claimed: claimed() }),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    return readReply(answer.status, await readBounded(answer), door);
  } catch (error) {
    return unreachable(door, error);
  }
}

function readReply(status: number, body: string | undefined, door: Door): Reply {
  const told = body === undefined ? undefined : parseTold(body);
  if (status === 200 && told !== undefined) return { told };
  if (status === 200)
    return {
      trouble: `${door.url} did not answer as Navi of this version does. Is it Navi, and the same version?`,
      away: false,
    };
  const said = Problem.safeParse(parseJson(body ?? '')).data?.error ?? 'no reason was given';
  return { trouble: `The bot at ${door.url} answered ${status}: ${said.slice(0, 500)}`, away: false };
}

async function readBounded(answer: Response): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += part.byteLength;
    if (size > ANSWER_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** `away`: nobody took the request, so it may be carried out here instead. */
function unreachable(door: Door, error: unknown): { trouble: string; away: boolean } {
  const late = error instanceof Error && error.name === 'TimeoutError';
  if (late)
    return {
      trouble: `The bot at ${door.url} took the request and has not answered for ${ANSWER_TIMEOUT_MS / 1000} s. It may still be at work: look with "navi status".`,
      away: false,
    };
  const start = door.simulated
    ? 'Start the simulated world with "npm start" and ask again.'
    : 'Check NAVI_URL, and on its machine whether Navi runs and what its log says.';
  const word = wordOf(error);
  const away = word === 'ECONNREFUSED';
  const outcome = away ? ': nothing was done' : '';
  return { trouble: `The bot at ${door.url} cannot be reached (${word})${outcome}.\n${start}`, away };
}

function wordOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.cause instanceof Error) return wordOf(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Who the machine says it is; only ever a name in the journal. */
function claimed(): string {
  try {
    return userInfo().username.slice(0, 100);
  } catch {
    return 'unknown';
  }
}
