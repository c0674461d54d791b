import { normalize } from 'node:path/posix';
import { z } from 'zod';
import type { PackageFile, ReleaseFile } from '../../domain/monorepo.ts';

/** A path inside the repository. */
const Inside = z
  .string()
  .refine(
    (path) => !path.startsWith('/') && !normalize(path).startsWith('..'),
    'leads out of the repository',
  );

const ReleaseFileShape = z.object({
  packages: z.array(z.object({ dir: Inside, ships: z.enum(['npm', 'cdn', 'none']) })).min(1),
  loader: Inside,
  versionMap: Inside,
  budgets: Inside,
});

const Ranges = z.record(z.string(), z.string()).default({});
const PackageShape = z.object({
  name: z.string(),
  version: z.string(),
  private: z.boolean().default(false),
  publishConfig: z
    .looseObject({ access: z.enum(['public', 'restricted']).optional(), registry: z.string().optional() })
    .default({}),
  dependencies: Ranges,
  peerDependencies: Ranges,
  optionalDependencies: Ranges,
});

const Workspaces = z.object({
  workspaces: z.union([
    z.array(z.string()),
    z.object({ packages: z.array(z.string()) }).transform(({ packages }) => packages),
  ]),
});

/** The value that was read, or why it could not be read. */
export type Parsed<T> = { is: 'read'; value: T } | { is: 'bad'; problem: string };

export function parseReleaseFile(text: string): Parsed<ReleaseFile> {
  return parsed(ReleaseFileShape, text);
}

export function parsePackageFile(text: string): Parsed<PackageFile> {
  const read = parsed(PackageShape, text);
  if (read.is === 'bad') return read;
  const { name, version, private: isPrivate, publishConfig, ...ranges } = read.value;
  const scoped = publishConfig[`${name.split('/', 1)[0]}:registry`];
  return {
    is: 'read',
    value: {
      name,
      version,
      isPrivate,
      access: publishConfig.access,
      registry: publishConfig.registry ?? (typeof scoped === 'string' ? scoped : undefined),
      dependencies: { ...ranges.optionalDependencies, ...ranges.peerDependencies, ...ranges.dependencies },
    },
  };
}

/** The existing folders that npm's workspaces name in the root package.json; undefined without workspaces. */
export function workspaceFolders(root: string, paths: readonly string[]): string[] | undefined {
  const read = parsed(Workspaces, root);
  if (read.is === 'bad') return undefined;
  const patterns = read.value.workspaces.map((one) => ({
    isOut: one.startsWith('!'),
    matches: matcherOf(one.replace(/^!/, '')),
  }));
  return paths
    .filter((path) => path.endsWith('/package.json') && !path.includes('node_modules/'))
    .map((path) => path.slice(0, -'/package.json'.length))
    .filter((folder) => patterns.findLast(({ matches }) => matches.test(folder))?.isOut === false);
}

/** `packages/*` and `packages/**`, as in npm's workspaces; every other character is literal. */
function matcherOf(pattern: string): RegExp {
  const clean = pattern.replace(/^\.\//, '').replace(/\/+$/, '');
  const source = clean
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*{2,}\/|\*{2,}|\*/g, (stars) =>
      stars === '*' ? '[^/]*' : stars.endsWith('/') ? '(?:.*/)?' : '.*',
    );
  return new RegExp(`^${source}$`);
}

/** JSON of a known schema. A byte order mark is skipped, as npm does. */
function parsed<T extends z.ZodType>(shape: T, text: string): Parsed<z.infer<T>> {
  const json = parseJson(text.replace(/^\uFEFF/, ''));
  if (json === undefined) return { is: 'bad', problem: 'it is not JSON' };
  const read = shape.safeParse(json);
  return read.success
    ? { is: 'read', value: read.data }
    : { is: 'bad', problem: z.prettifyError(read.error) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
