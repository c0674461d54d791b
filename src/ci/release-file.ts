import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Parsed, parsePackageFile, parseReleaseFile } from '../adapters/github/monorepo-files.ts';
import type { CommittedPackage, ReleaseFile } from '../domain/monorepo.ts';
import { PipelineFailure } from './task.ts';

/** `navi.release.json` of the checkout. Throws {@link PipelineFailure} that says what is wrong. */
export async function readReleaseFile(cwd: string): Promise<ReleaseFile> {
  return read(cwd, 'navi.release.json', parseReleaseFile);
}

/** The packages in release order. Throws {@link PipelineFailure} for a package.json that cannot be read. */
export function readPackages(cwd: string, { packages }: ReleaseFile): Promise<CommittedPackage[]> {
  return Promise.all(
    packages.map(async ({ dir, ships }) => ({
      ...(await read(cwd, `${dir}/package.json`, parsePackageFile)),
      dir,
      ships,
    })),
  );
}

/** A file of the checkout, read as the plan's gates read it. Errors name its path in the repository. */
async function read<T>(cwd: string, path: string, parse: (text: string) => Parsed<T>): Promise<T> {
  const text = await readTextIfAny(join(cwd, path));
  if (text === undefined) throw new PipelineFailure([`${path} is missing`]);
  const found = parse(text);
  if (found.is === 'read') return found.value;
  throw new PipelineFailure([`${path}: ${found.problem}`]);
}

/** A file's text; undefined when there is none. */
export async function readTextIfAny(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A JSON file of a known shape. Throws {@link PipelineFailure} that names the file. */
export async function readJson<T extends z.ZodType>(file: string, schema: T): Promise<z.infer<T>> {
  const text = await readTextIfAny(file);
  if (text === undefined) throw new PipelineFailure([`${file} is missing`]);
  const read = schema.safeParse(parseJson(text));
  if (read.success) return read.data;
  throw new PipelineFailure([`${file}: ${z.prettifyError(read.error)}`]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
