import type { Command } from '../dispatch/command.ts';
import { commandOf } from '../dispatch/decide.ts';
import { commandsFrom } from '../dispatch/load.ts';
import type { Decisions } from '../engine/decisions.ts';
import { importRegistered } from './import-registered.ts';
import { loadDecisions } from './load-decisions.ts';

/**
 * Loads the commands: the files in `commands/`, and the decisions with a command. An invalid file stops the start.
 */
export async function loadCommands(): Promise<Command[]> {
  return commandsWith(await loadDecisions());
}

export async function commandsWith({ words }: Decisions): Promise<Command[]> {
  return commandsFrom(await importRegistered('commands'), words.map(commandOf));
}
