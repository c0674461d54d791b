import { type Answer, harmless } from './answer.ts';
import { askBot, claimed, type Reply } from './ask.ts';
import { askedWords, confirmedWords } from './confirm.ts';
import { type Door, findDoor, isExposed } from './door.ts';
import { login } from './login.ts';
import { readOptions, USAGE } from './options.ts';
import type { Terminal } from './terminal.ts';
import { forgetToken, savedToken } from './token-file.ts';

/** Exit codes that the terminal itself decides (docs/operations.md). */
const FAULT = 1;
const CONFIGURATION = 78;

/** Sends one command line to the running bot and shows the answer. Returns the exit code. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  const options = readOptions(argv);
  if (options.version) return say(terminal, terminal.version);
  if (options.help && options.words === '') return say(terminal, USAGE);
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
  const reply = await askAnyway(door, { words, token }, terminal);
  const code = await show(reply, terminal, options.json);
  const asked = 'answered' in reply ? reply.answered.message : undefined;
  if (asked === undefined || options.json || terminal.ask === undefined) return code;
  if (asked.is !== 'rollback-form' && asked.is !== 'confirmation') return code;
  const confirmed = await (asked.is === 'confirmation'
    ? askedWords(asked.form, terminal.ask)
    : confirmedWords(asked.form, terminal.ask));
  if (confirmed !== undefined)
    return show(await askAnyway(door, { words: confirmed, token }, terminal), terminal, false);
  terminal.err('Nothing was done.');
  return code;
}

/** Asks the bot; when no bot runs, executes the command here, under the same rules and with the same journal. */
async function askAnyway(
  door: Door,
  { words, token }: { words: string; token: string | undefined },
  terminal: Terminal,
): Promise<Reply> {
  const reply = await askBot(door, words, token);
  if (!('trouble' in reply) || !reply.away || terminal.offline === undefined) return reply;
  terminal.err(
    `No bot answers at ${harmless(door.url)}; working without it, and without proof of who you are.`,
  );
  return terminal.offline({ words, claimed: claimed(), variables: door.variables, report: terminal.err });
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
  return show(await askBot(door, 'tokens revoke own', token), terminal, false);
}

async function show(reply: Reply, terminal: Terminal, json: boolean): Promise<number> {
  if ('trouble' in reply) {
    terminal.err(harmless(reply.trouble));
    return reply.isConfiguration === true ? CONFIGURATION : FAULT;
  }
  const { answered } = reply;
  if (answered.notice !== null) terminal.err(answered.notice);
  terminal.out(json ? JSON.stringify(answered, null, 2) : await textOf(answered, terminal));
  return answered.exit;
}

/** Loads every kind of operation with its features, which help and `--json` do not need. */
async function textOf(answered: Answer, terminal: Terminal): Promise<string> {
  const { answerText } = await import('./render/answer-text.ts');
  return answerText(answered, terminal);
}

function say(terminal: Terminal, text: string): number {
  terminal.out(text);
  return 0;
}
