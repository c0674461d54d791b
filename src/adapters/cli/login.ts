import { hostname } from 'node:os';
import { z } from 'zod';
import { harmless } from '../../domain/terminal-text.ts';
import { askDoor } from './ask.ts';
import { type Door, isExposed } from './door.ts';
import type { Terminal } from './terminal.ts';
import { saveToken } from './token-file.ts';

const Begun = z.object({ code: z.string(), secret: z.string(), expiresAt: z.string() });
const Answer = z.discriminatedUnion('is', [
  z.object({ is: z.literal('waiting') }),
  z.object({ is: z.literal('gone') }),
  z.object({ is: z.literal('issued'), token: z.string(), person: z.string(), expiresAt: z.string() }),
]);

const LOOK_MS = 2_000;
const FAULT = 1;
const CONFIGURATION = 78;

/** Pairs this terminal: shows a code, waits until it is confirmed in Slack, and saves the token. */
export async function login(door: Door, terminal: Terminal): Promise<number> {
  if (isExposed(door.url)) {
    terminal.err(`A token would come from ${harmless(door.url)} in the clear: use its https address.`);
    return CONFIGURATION;
  }
  const begun = Begun.safeParse(await asked(door, 'terminals', { machine: machine() }, terminal));
  if (!begun.success) return FAULT;
  const { code, secret, expiresAt } = begun.data;
  terminal.out(`In Slack, type\n\n  /navi pair ${harmless(code)}\n`);
  terminal.out(`This terminal waits for it until ${harmless(expiresAt)}; Ctrl-C ends it.`);
  for (;;) {
    await terminal.wait(LOOK_MS);
    const answer = Answer.safeParse(await asked(door, 'terminals/token', { secret }, terminal));
    if (!answer.success) return FAULT;
    if (answer.data.is === 'waiting') continue;
    if (answer.data.is === 'gone') {
      terminal.err('The code was not confirmed in time. Nothing is paired.');
      return FAULT;
    }
    const { token, person } = answer.data;
    const file = await saveToken(door, terminal.env, token);
    terminal.out(
      `Paired: this terminal acts as ${harmless(person)} until ${harmless(answer.data.expiresAt)}.`,
    );
    terminal.out(`The token is in ${file}. npx navi logout ends it.`);
    return 0;
  }
}

/** The answer's JSON, or undefined after its error was shown. */
async function asked(door: Door, path: string, body: object, terminal: Terminal): Promise<unknown> {
  const answer = await askDoor(door, path, { body });
  if ('problem' in answer) {
    terminal.err(answer.problem);
    return undefined;
  }
  return answer.json;
}

function machine(): string {
  return hostname().slice(0, 100) || 'unknown';
}
