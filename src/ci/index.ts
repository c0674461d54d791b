import { appendFile } from 'node:fs/promises';
import { ServiceError } from '../ports/service-error.ts';
import { withoutCredentials } from '../ports/service-text.ts';
import { type Command, PipelineFailure, type PipelineIo, PipelineMisuse } from './task.ts';

export type { PipelineIo } from './task.ts';

/** Loads each subcommand's file on demand: a step loads only its own clients. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  claim: async () => (await import('./claim.ts')).claim,
  bundle: async () => (await import('./bundle.ts')).bundle,
  assert: async () => (await import('./assert.ts')).assertCommitted,
  budgets: async () => (await import('./budgets.ts')).checkBudgets,
  pack: async () => (await import('./pack.ts')).pack,
  upload: async () => (await import('./upload.ts')).uploadPinned,
  publish: async () => (await import('./publish.ts')).publish,
  smoke: async () => (await import('./smoke.ts')).smokeTest,
  manifest: async () => (await import('./manifest.ts')).writeManifest,
};

/**
 * `navi ci <command>`: what the release workflow runs in its steps. Returns the exit code: 0 done, 1 refused or
 * failed, 2 wrong usage. Failures become annotations of the run.
 */
export async function runPipeline(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: PipelineIo,
): Promise<number> {
  const [name = '', ...args] = argv;
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    io.err(`navi ci ${Object.keys(COMMANDS).join('|')}`);
    return 2;
  }
  const summary: string[] = [];
  try {
    const command = await load();
    const { out: say, cwd = process.cwd(), writesApartMs } = io;
    const warn = (text: string) => say(`::warning title=navi ci ${name}::${escapeData(text)}`);
    await command({
      env,
      args,
      cwd,
      writesApartMs,
      say,
      warn,
      summarise: (markdown) => summary.push(markdown),
    });
    return 0;
  } catch (error) {
    const problems = problemsOf(error);
    for (const problem of problems) io.out(`::error title=navi ci ${name}::${escapeData(problem)}`);
    summary.push(...problems.map((problem) => `- ❌ ${problem}`));
    return error instanceof PipelineMisuse ? 2 : 1;
  } finally {
    await writeSummary(env, name, summary);
  }
}

function problemsOf(error: unknown): readonly string[] {
  if (error instanceof PipelineFailure) return error.problems;
  if (error instanceof ServiceError) return [error.message];
  if (error instanceof Error) return [withoutCredentials(error.stack ?? error.message)];
  return [withoutCredentials(String(error))];
}

async function writeSummary(env: NodeJS.ProcessEnv, name: string, lines: readonly string[]): Promise<void> {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '' || lines.length === 0) return;
  await appendFile(file, `### navi ci ${name}\n\n${lines.join('\n')}\n\n`);
}

/** As the runner wants the text of a workflow command (docs.github.com, "Workflow commands": escaping in actions/toolkit). */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
