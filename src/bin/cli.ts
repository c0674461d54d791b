import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { harmless } from '../adapters/cli/answer.ts';
import { paintFor } from '../adapters/cli/paint.ts';
import { question } from '../adapters/cli/question.ts';
import { runCli } from '../adapters/cli/run.ts';

const PackageFile = z.object({ version: z.string() });

/** The terminal's entry point (`src/bin/navi.js` starts it). Sets the exit code and never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await run(argv).catch((error: unknown) => {
    process.stderr.write(`navi: ${harmless(error instanceof Error ? error.message : String(error))}\n`);
    return 1;
  });
}

async function run(argv: readonly string[]): Promise<number> {
  const out = (text: string) => void process.stdout.write(`${text}\n`);
  const err = (text: string) => void process.stderr.write(`${text}\n`);
  const [first, ...rest] = argv;
  if (first === 'ci') {
    const { runPipeline } = await import('../ci/index.ts');
    return runPipeline(rest, process.env, { out, err });
  }
  return runCli(argv, {
    env: process.env,
    cwd: process.cwd(),
    version: await ownVersion(),
    paint: paintFor(process.stdout, process.env),
    out,
    err,
    wait: (ms) => setTimeout(ms),
    offline: async (question) => (await import('../app/ask-offline.ts')).askOffline(question),
    ...(process.stdin.isTTY && {
      ask: (text: string) => question(text, { input: process.stdin, output: process.stderr }),
    }),
  });
}

async function ownVersion(): Promise<string> {
  const file = new URL('../../package.json', import.meta.url);
  return PackageFile.parse(JSON.parse(await readFile(file, 'utf8'))).version;
}
