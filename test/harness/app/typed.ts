import { loadCommands } from '../../../src/app/load-commands.ts';
import { interpret } from '../../../src/dispatch/interpret.ts';
import type { Message } from '../../../src/domain/message.ts';
import { RELEASES, type TestApp } from './app.ts';

const COMMANDS = await loadCommands();

/** The answer to these words, which this person types in the release channel. Permissions are not checked. */
export async function typed(
  app: TestApp,
  words: string,
  { by = 'ada', commands = COMMANDS } = {},
): Promise<Message> {
  const meant = interpret(words, commands);
  if (meant.is !== 'run') throw new Error(`"${words}" runs nothing`);
  const help = () => ({ is: 'line' as const, text: 'Help.', level: 'info' as const });
  return meant.command.run(meant.parsed, {
    caller: app.caller(by),
    place: RELEASES,
    useCases: app.use,
    help,
  });
}
