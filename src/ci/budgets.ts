import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { readJson, readReleaseFile } from './release-file.ts';
import { PipelineFailure, type Task } from './task.ts';

/** File → its size limits, uncompressed and compressed. Bytes. */
const Budgets = z.record(
  z.string(),
  z.object({ bytes: z.number().int().positive(), gzipBytes: z.number().int().positive() }),
);

/** Checks that every built file of the budgets exists and is within its budget. */
export async function checkBudgets({ cwd, say, summarise }: Task): Promise<void> {
  const file = await readReleaseFile(cwd);
  const budgets = await readJson(join(cwd, file.budgets), Budgets);
  const problems: string[] = [];
  summarise('| file | bytes | budget | gzip | budget |\n|---|--:|--:|--:|--:|');
  for (const [path, budget] of Object.entries(budgets)) {
    const content = await readFile(join(cwd, path)).catch(() => undefined);
    if (content === undefined) {
      problems.push(`${path} has a budget but was not built.`);
      continue;
    }
    const bytes = content.length;
    const gzipBytes = gzipSync(content, { level: 9 }).length;
    say(`${path}: ${bytes} of ${budget.bytes} bytes, ${gzipBytes} of ${budget.gzipBytes} compressed`);
    summarise(`| ${path} | ${bytes} | ${budget.bytes} | ${gzipBytes} | ${budget.gzipBytes} |`);
    if (bytes > budget.bytes)
      problems.push(`${path} is ${bytes - budget.bytes} bytes over its budget of ${budget.bytes}.`);
    if (gzipBytes > budget.gzipBytes)
      problems.push(
        `${path} is, compressed, ${gzipBytes - budget.gzipBytes} bytes over its budget of ${budget.gzipBytes}.`,
      );
  }
  if (problems.length > 0) throw new PipelineFailure(problems);
}
