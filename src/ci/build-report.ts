import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from './release-file.ts';
import { PipelineFailure } from './task.ts';

/** The artifact's folder: the loader, the tarballs, and the report. */
export const RELEASE_DIR = 'release';
export const REPORT_FILE = 'build.json';
/** `navi ci` itself, for the job on a hosted machine. */
export const BUNDLE_FILE = 'navi-ci.mjs';

/** A plain file name in the artifact's folder. */
const FileName = z.string().regex(/^[\w@.-]+$/);

/**
 * `release/build.json`: the result of the build. It is passed as an artifact to the jobs that upload, publish and
 * verify, so that all of them use the same bytes and need no checkout.
 */
const BuildReport = z.object({
  schema: z.literal(1),
  version: z.string(),
  commit: z.string(),
  loader: z.object({ file: FileName, sha384: z.string(), size: z.number().int().positive() }),
  /** Those published to npm, in release order. */
  packages: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      integrity: z.string(),
      file: FileName,
      /** `publishConfig.access`, where package.json says it. */
      access: z.enum(['public', 'restricted']).optional(),
    }),
  ),
});
export type BuildReport = z.infer<typeof BuildReport>;
export type BuiltPackage = BuildReport['packages'][number];

/** Reads the report and proves it: made from the approved commit, and every file in the artifact has its hash. */
export async function readBuild(
  cwd: string,
  approved: { NAVI_VERSION: string; NAVI_COMMIT: string },
): Promise<BuildReport> {
  const report = await readJson(join(cwd, RELEASE_DIR, REPORT_FILE), BuildReport);
  const problems = [
    ...(report.version === approved.NAVI_VERSION ? [] : [`The artifact is of ${report.version}.`]),
    ...(report.commit === approved.NAVI_COMMIT ? [] : [`The artifact is of commit ${report.commit}.`]),
  ];
  const { loader } = report;
  if (sri('sha384', await readBuilt(cwd, loader.file)) !== loader.sha384)
    problems.push(`${loader.file} in the artifact is not what the build reported.`);
  for (const { file, integrity } of report.packages)
    if (sri('sha512', await readBuilt(cwd, file)) !== integrity)
      problems.push(`${file} in the artifact is not what the build reported.`);
  if (problems.length > 0) throw new PipelineFailure(problems);
  return report;
}

export function readBuilt(cwd: string, file: string): Promise<Buffer> {
  return readFile(join(cwd, RELEASE_DIR, file));
}

/** A hash in SRI form: `<algorithm>-<base64>` (w3.org, Subresource Integrity §3.1). */
export function sri(algorithm: 'sha384' | 'sha512', bytes: Uint8Array): string {
  return `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`;
}
