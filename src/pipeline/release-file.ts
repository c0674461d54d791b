import { readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { z } from 'zod';
import { PipelineFailure } from './task.ts';

/** A path inside the checkout. */
const Inside = z
  .string()
  .refine(
    (path) => !path.startsWith('/') && !normalize(path).startsWith('..'),
    'leads out of the repository',
  );

/** `navi.release.json` in the monorepo: what it consists of, in release order. */
const ReleaseFile = z.object({
  packages: z.array(z.object({ dir: Inside, ships: z.enum(['npm', 'cdn', 'none']) })).min(1),
  /** The built loader. */
  loader: Inside,
  /** The file with `CDN_VERSION_MAP`. */
  versionMap: Inside,
  budgets: Inside,
});
export type ReleaseFile = z.infer<typeof ReleaseFile>;

const Dependencies = z.record(z.string(), z.string()).default({});
const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  private: z.boolean().default(false),
  publishConfig: z.object({ access: z.enum(['public', 'restricted']).optional() }).optional(),
  dependencies: Dependencies,
  peerDependencies: Dependencies,
  optionalDependencies: Dependencies,
});

/** One package of the monorepo as this commit has it. */
export interface MonorepoPackage {
  dir: string;
  ships: ReleaseFile['packages'][number]['ships'];
  name: string;
  version: string;
  isPrivate: boolean;
  /** `publishConfig.access`; undefined where it is not said. */
  access: 'public' | 'restricted' | undefined;
  /** Of all kinds: name → range. */
  dependencies: Readonly<Record<string, string>>;
}

export function readReleaseFile(cwd: string): Promise<ReleaseFile> {
  return readJson(join(cwd, 'navi.release.json'), ReleaseFile);
}

/** The packages in release order. Throws {@link PipelineFailure} for a package.json that cannot be read. */
export function readPackages(cwd: string, { packages }: ReleaseFile): Promise<MonorepoPackage[]> {
  return Promise.all(
    packages.map(async ({ dir, ships }) => {
      const found = await readJson(join(cwd, dir, 'package.json'), Manifest);
      return {
        dir,
        ships,
        name: found.name,
        version: found.version,
        isPrivate: found.private,
        access: found.publishConfig?.access,
        dependencies: { ...found.optionalDependencies, ...found.peerDependencies, ...found.dependencies },
      };
    }),
  );
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
