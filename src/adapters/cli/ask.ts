import { userInfo } from 'node:os';
import { z } from 'zod';
import type { Screen } from '../../domain/screen.ts';
import { harmless } from '../../domain/terminal-text.ts';
import { type Answer, parseAnswer } from './answer.ts';
import type { Door } from './door.ts';

/** The timeout: a plan reads many services. */
const ANSWER_TIMEOUT_MS = 120_000;
const ANSWER_BYTES = 5_000_000;

const Problem = z.object({ error: z.string() });

/** The words of a command; without a screen the answer has no text. */
export interface Question {
  words: string;
  screen: Screen | undefined;
}

/** A command that runs without a bot. */
export interface OfflineQuestion extends Question {
  /** The user name on this machine. */
  claimed: string;
  /** Navi's own configuration. */
  variables: NodeJS.ProcessEnv;
  /** Called with each finished step. */
  report(line: string): void;
}

/** The bot's answer, or why there is none. `away`: no bot accepted the request, so it may run here. */
export type Reply = { answered: Answer } | Unanswered;
interface Unanswered {
  problem: string;
  away: boolean;
  /** Navi's own configuration is wrong or missing. */
  isConfiguration?: true;
}

/** Sends the words once. Nothing is repeated, because the bot may have executed what was sent. */
export async function askBot(
  door: Door,
  { words, screen }: Question,
  token: string | undefined,
): Promise<Reply> {
  const answer = await askDoor(door, 'commands', { body: { words, claimed: claimed(), screen }, token });
  if ('problem' in answer) return answer;
  const answered = parseAnswer(answer.text, { colour: screen?.colour === true });
  if (answered !== undefined) return { answered };
  const problem = `${harmless(door.url)} did not answer as Navi of this version does. Is it Navi, and the same version?`;
  return { problem, away: false };
}

interface Sent {
  body: object;
  token?: string | undefined;
}

/** One POST to one of Navi's own routes. */
export async function askDoor(
  door: Door,
  path: string,
  { body, token }: Sent,
): Promise<{ text: string; json: unknown } | Unanswered> {
  try {
    const answer = await fetch(`${door.url.replace(/\/+$/, '')}/${path}`, {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        'x-navi-client': '1',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    const text = (await readBounded(answer)) ?? '';
    if (answer.status === 200) return { text, json: parseJson(text) };
    const said = Problem.safeParse(parseJson(text)).data?.error ?? 'no reason was given';
    const problem = `The bot at ${door.url} answered ${answer.status}: ${said.slice(0, 500)}`;
    return { problem: harmless(problem), away: false };
  } catch (error) {
    const { problem, away } = unreachable(door, error);
    return { problem: harmless(problem), away };
  }
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

function unreachable(door: Door, error: unknown): Unanswered {
  const late = error instanceof Error && error.name === 'TimeoutError';
  if (late)
    return {
      problem: `The bot at ${door.url} took the request and has not answered for ${ANSWER_TIMEOUT_MS / 1000} s. It may still be working: check with "navi status".`,
      away: false,
    };
  const start = door.simulated
    ? 'Start the simulated world with "npm start" and ask again.'
    : 'Check NAVI_URL, and on its machine whether Navi runs and what its log says.';
  const word = wordOf(error);
  const away = word === 'ECONNREFUSED';
  const outcome = away ? ': nothing was done' : '';
  return { problem: `The bot at ${door.url} cannot be reached (${word})${outcome}.\n${start}`, away };
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

/** The user name on this machine; only ever a name in the journal. */
export function claimed(): string {
  try {
    return userInfo().username.slice(0, 100);
  } catch {
    return 'unknown';
  }
}
