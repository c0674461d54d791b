import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { type Registered, registeredFiles } from '../src/app/registered-files.ts';

const ROOT = join(import.meta.dirname, '..');

/** The client of Compute's thread: 15 MB that only the thread loads. */
const OF_THE_THREAD = ['@google-cloud/compute', 'google-auth-library'];

/** Packages that were written for `require` ask for it. */
const REQUIRE =
  'import { createRequire as naviRequire } from "node:module"; const require = naviRequire(import.meta.url);';

const KINDS: readonly Registered[] = ['checks', 'commands', 'decisions', 'jobs', 'sources'];

/** Imports that esbuild does not see as such, and how they stand in the bundle. */
const REWRITTEN = [
  { file: /[/\\]slack[/\\]bolt\.ts$/, from: /\bload\((?=\s*'@slack)/g, to: 'require(' },
  { file: /[/\\]cloud-cdn[/\\]thread\.ts$/, from: /'\.\/worker\.ts'/g, to: "'./worker.js'" },
];

/**
 * Bundles Navi and its packages into `<folder>/bin`, as deep as `src/bin`, so that packages and the cache of compiled code
 * are found as from there. What is imported on first use stays a file of its own, and the packages `beside` it stay packages.
 * An older bundle there is removed. Returns the bundled files' paths.
 */
export async function bundle(folder: string, beside: readonly string[] = []): Promise<string[]> {
  const outdir = join(folder, 'bin');
  await rm(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: {
      start: 'src/bin/start.js',
      navi: 'src/bin/navi.js',
      worker: 'src/adapters/cloud-cdn/worker.ts',
    },
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    // A clone has the simulated world, the image does not.
    external: [...OF_THE_THREAD, ...beside, 'pg-native', '*/simulator/start.ts'],
    banner: { js: REQUIRE },
    plugins: [registrations, rewrites, firstUses],
    logLevel: 'warning',
  });
  return Object.keys(metafile.inputs).map((path) => join(ROOT, path));
}

/** What the folders register is found here and not at the start, by the same rule. */
const registrations: Plugin = {
  name: 'registrations',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[/\\]import-registered\.ts$/ }, async () => ({
      contents: await registeredModule(),
      resolveDir: ROOT,
    }));
  },
};

async function registeredModule(): Promise<string> {
  const imports: string[] = [];
  const kinds: string[] = [];
  for (const kind of KINDS) {
    const files = (await registeredFiles(kind)).toSorted().map((path) => {
      const exports = `file${imports.length}`;
      imports.push(`import * as ${exports} from ${JSON.stringify(path)};`);
      return `{ name: ${JSON.stringify(basename(path, '.ts'))}, exports: ${exports} }`;
    });
    kinds.push(`${kind}: [${files.join(', ')}]`);
  }
  const registered = `const REGISTERED = { ${kinds.join(', ')} };`;
  return [...imports, registered, 'export const importRegistered = async (kind) => REGISTERED[kind];'].join(
    '\n',
  );
}

const rewrites: Plugin = {
  name: 'rewrites',
  setup: ({ onLoad }) => {
    for (const { file, from, to } of REWRITTEN)
      onLoad({ filter: file }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const contents = text.replace(from, to);
        if (contents === text) throw new Error(`${path} has nothing like ${from} any more`);
        return { contents, loader: 'ts' };
      });
  },
};

/** A package that is imported on first use is loaded as the sources load it: a start does not need it. */
const firstUses: Plugin = {
  name: 'first-uses',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^[^./]/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};
