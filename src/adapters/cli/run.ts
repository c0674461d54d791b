import { readOptions, USAGE } from './options.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line. Returns the exit code. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  const options = readOptions(argv);
  if (options.version) return said(terminal, terminal.version);
  if (options.help && options.words === '') return said(terminal, USAGE);
  // Loaded when it is needed, so that help and version come at once.
  const { runCommand } = await import('./command.ts');
  return runCommand(options, terminal);
}

function said(terminal: Terminal, text: string): number {
  terminal.out(text);
  return 0;
}
