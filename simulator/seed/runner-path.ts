import { accessSync, chmodSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAVI = fileURLToPath(new URL('../../src/bin/navi.js', import.meta.url));

/**
 * The folders at the start of the PATH of a simulated runner, as on a runner image with `navi` and `esbuild`: shims
 * in `dir`, then the Node that runs the world, then the folder of the first npm found.
 */
export function runnerPath(dir: string): string[] {
  mkdirSync(dir, { recursive: true });
  writeShim(join(dir, 'navi'), [process.execPath, NAVI]);
  writeShim(join(dir, 'esbuild'), [esbuildFile()]);
  return [...new Set([dir, ...hostedRunnerPath()])];
}

/** The same for GitHub's own machines: Node and npm, as `actions/setup-node` installs them. */
export function hostedRunnerPath(): string[] {
  const npm = folderOf('npm');
  return [...new Set([dirname(process.execPath), ...(npm === undefined ? [] : [npm])])];
}

/** The files of the programs that build the example: Node, npm (when there is one) and esbuild. */
export function runnerTools(): string[] {
  const npm = folderOf('npm');
  return [process.execPath, esbuildFile(), ...(npm === undefined ? [] : [join(npm, 'npm')])];
}

function esbuildFile(): string {
  return join(dirname(createRequire(import.meta.url).resolve('esbuild/package.json')), 'bin/esbuild');
}

/** A shim that executes another program. The parts are this machine's own paths, quoted for POSIX sh. */
function writeShim(file: string, command: string[]): void {
  const quoted = command.map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(' ');
  writeFileSync(file, `#!/bin/sh\nexec ${quoted} "$@"\n`);
  chmodSync(file, 0o755);
}

function folderOf(program: string): string | undefined {
  return (process.env['PATH'] ?? '').split(delimiter).find((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}
