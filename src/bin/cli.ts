import { setTimeout } from 'node:timers/promises';
import manifest from '../../package.json' with { type: 'json' };
import { runCli } from '../adapters/cli/run.ts';
import { screenOf } from '../adapters/cli/screen.ts';
import { written } from '../adapters/cli/written.ts';
import { outliveOutput } from '../adapters/process/lost-output.ts';
import { harmless } from '../domain/terminal-text.ts';

/** The terminal's entry point (`src/bin/navi.js` starts it). Sets the exit code and never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  outliveOutput();
  process.exitCode = await run(argv).catch((error: unknown) => {
    process.stderr.write(`navi: ${harmless(error instanceof Error ? error.message : String(error))}\n`);
    return 1;
  });
}

async function run(argv: readonly string[]): Promise<number> {
  const isTerminal = process.stdout.isTTY === true;
  const out = (text: string) => void process.stdout.write(written(text, { isTerminal }));
  const err = (text: string) => void process.stderr.write(`${text}\n`);
  const [first, ...rest] = argv;
  if (first === 'ci') {
    const { runPipeline } = await import('../ci/index.ts');
    return runPipeline(rest, process.env, { out, err });
  }
  return runCli(argv, {
    env: process.env,
    cwd: process.cwd(),
    version: manifest.version,
    screen: screenOf(process.stdout, process.env),
    out,
    err,
    wait: (ms) => setTimeout(ms),
    offline: async (question) => (await import('../app/ask-offline.ts')).askOffline(question),
    ...(process.stdin.isTTY && {
      ask: async (text: string) => {
        const { question } = await import('../adapters/cli/question.ts');
        return question(text, { input: process.stdin, output: process.stderr });
      },
    }),
  });
}
