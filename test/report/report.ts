import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Test = z.object({
  fullName: z.string(),
  status: z.string(),
  failureMessages: z.array(z.string()),
});

const File = z.object({
  name: z.string(),
  status: z.enum(['passed', 'failed']),
  message: z.string(),
  startTime: z.number(),
  endTime: z.number(),
  assertionResults: z.array(Test),
});
export type TestFile = z.infer<typeof File>;

/** What we read of the JSON that vitest writes about one run. */
const Report = z.object({ success: z.boolean(), testResults: z.array(File) });
export type Report = z.infer<typeof Report>;

export function readReport(path: string): Report {
  return Report.parse(JSON.parse(readFileSync(path, 'utf8')));
}
