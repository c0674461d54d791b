import { harmless } from '../../domain/terminal-text.ts';
import { plainText } from './answer.ts';
import { askBot, claimed, type Question, type Reply } from './ask.ts';
import { wordsFor } from './confirm.ts';
import { type Door, findDoor, isExposed } from './door.ts';
import { login } from './login.ts';
import type { CliOptions } from './options.ts';
import type { Terminal } from './terminal.ts';
import { forgetToken, savedToken } from './token-file.ts';

/** Exit codes that the terminal itself decides (docs/operations.md). */
const FAULT = 1;
const CONFIGURATION = 78;

/** Sends one command line to the running bot and shows the answer. Returns the exit code. */
export async function runCommand(options: CliOptions, terminal: Terminal): Promise<number> {
  const door = await findDoor(terminal);
  if (typeof door === 'string') {
    terminal.err(door);
    return CONFIGURATION;
  }
  if (door.simulated) terminal.err('[simulated]');
  const words = options.help ? `help ${options.words.split(' ')[0]}` : options.words;
  if (words === 'login') return login(door, terminal);
  const token = await tokenFor(door, terminal);
  if (token !== undefined && isExposed(door.url)) {
    terminal.err(`Your token would go to ${harmless(door.url)} in the clear: use its https address.`);
    return CONFIGURATION;
  }
  if (words === 'logout') return logout(door, { token, terminal });
  const screen = options.json ? undefined : terminal.screen;
  const reply = await askAnyway(door, { words, screen, token }, terminal);
  const code = show(reply, terminal, options.json);
  const asks = 'answered' in reply ? reply.answered.asks : undefined;
  if (asks === undefined || options.json || terminal.ask === undefined) return code;
  const confirmed = await wordsFor(asks, terminal.ask);
  if (confirmed !== undefined)
    return show(await askAnyway(door, { words: confirmed, screen, token }, terminal), terminal, false);
  terminal.err('Nothing was done.');
  return code;
}

/** Asks the bot; when no bot runs, executes the command here, under the same rules and with the same journal. */
async function askAnyway(
  door: Door,
  { token, ...question }: Question & { token: string | undefined },
  terminal: Terminal,
): Promise<Reply> {
  const reply = await askBot(door, question, token);
  if (!('problem' in reply) || !reply.away || terminal.offline === undefined) return reply;
  terminal.err(
    `No bot answers at ${harmless(door.url)}; working without it, and without proof of who you are.`,
  );
  const own = { claimed: claimed(), variables: door.variables, report: terminal.err };
  return terminal.offline({ ...question, ...own });
}

/** The token that was issued for this bot. A simulated world uses only its own. */
async function tokenFor(door: Door, { env }: Terminal): Promise<string | undefined> {
  return door.token ?? (await savedToken(door, env));
}

interface Leaving {
  token: string | undefined;
  terminal: Terminal;
}

/** Revokes this terminal's token at the bot, and deletes it here in any case. */
async function logout(door: Door, { token, terminal }: Leaving): Promise<number> {
  await forgetToken(door, terminal.env);
  if (token === undefined) {
    terminal.err('This terminal has no token.');
    return 0;
  }
  const question = { words: 'tokens revoke own', screen: terminal.screen };
  return show(await askBot(door, question, token), terminal, false);
}

function show(reply: Reply, terminal: Terminal, json: boolean): number {
  if ('problem' in reply) {
    terminal.err(harmless(reply.problem));
    return reply.isConfiguration === true ? CONFIGURATION : FAULT;
  }
  const { text, asks: _, ...answered } = reply.answered;
  if (answered.notice !== null) terminal.err(answered.notice);
  terminal.out(json ? JSON.stringify(answered, null, 2) : (text ?? plainText(reply.answered)));
  return answered.exit;
}
